//! A headless Chromium, and one tab of it that remembers what went wrong.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chromiumoxide::cdp::browser_protocol::emulation::{SetDeviceMetricsOverrideParams, SetFocusEmulationEnabledParams};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::EventRequestWillBeSent;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EvaluateParams, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::{Browser, BrowserConfig, Page};
use futures::StreamExt;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// How long anything on a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The browser.
pub(super) struct Chrome {
    browser: Browser,
    handler: JoinHandle<()>,
    /// Where it keeps what it keeps.
    _home: TempDir,
}

fn program() -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(|name| {
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|program| program.is_file())
    });
    found.expect("install chromium: apt-get install chromium")
}

impl Chrome {
    pub(super) async fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut config = BrowserConfig::builder()
            .chrome_executable(program())
            .user_data_dir(home.path())
            .new_headless_mode()
            .viewport(None)
            .request_timeout(PATIENCE)
            .launch_timeout(PATIENCE)
            .args(["disable-gpu", "no-default-browser-check", "hide-scrollbars"]);
        // Chromium refuses to shut itself in when it is root.
        if is_root() {
            config = config.no_sandbox();
        }
        let (browser, mut handler) = Browser::launch(config.build().unwrap()).await.unwrap();
        let handler = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Self { browser, handler, _home: home }
    }

    pub(super) async fn end(mut self) {
        drop(self.browser.close().await);
        drop(tokio::time::timeout(Duration::from_secs(5), self.browser.wait()).await);
        self.handler.abort();
    }

    /// A new tab, as wide as a desk.
    pub(super) async fn tab(&self, base: &str) -> Tab {
        let page = self.browser.new_page("about:blank").await.unwrap();
        let tab = Tab { page, base: base.to_owned(), faults: Arc::default() };
        tab.listen().await;
        tab.page.execute(SetFocusEmulationEnabledParams::new(true)).await.unwrap();
        tab.size(1440, 900).await;
        tab
    }
}

/// Whether this process may do everything: files of `/proc/self` belong to whoever runs it.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0)
}

/// A tab of the browser.
pub(super) struct Tab {
    pub(super) page: Page,
    base: String,
    faults: Arc<Mutex<Vec<String>>>,
}

impl Tab {
    /// Keeps errors of the console, breaches of the policy, and requests that leave the machine.
    async fn listen(&self) {
        let mut entries = self.page.event_listener::<EventEntryAdded>().await.unwrap();
        let mut calls = self.page.event_listener::<EventConsoleApiCalled>().await.unwrap();
        let mut thrown = self.page.event_listener::<EventExceptionThrown>().await.unwrap();
        let mut requests = self.page.event_listener::<EventRequestWillBeSent>().await.unwrap();
        let (faults, base) = (Arc::clone(&self.faults), self.base.clone());
        tokio::spawn(async move {
            loop {
                let fault = tokio::select! {
                    Some(event) = entries.next() => {
                        let entry = &event.entry;
                        let bad = [LogEntryLevel::Error, LogEntryLevel::Warning].contains(&entry.level);
                        bad.then(|| format!("{} ({})", entry.text, entry.url.clone().unwrap_or_default()))
                    }
                    Some(event) = calls.next() => {
                        let bad = [ConsoleApiCalledType::Error, ConsoleApiCalledType::Warning].contains(&event.r#type);
                        bad.then(|| format!("console: {:?}", event.args))
                    }
                    Some(event) = thrown.next() => Some(format!("thrown: {:?}", event.exception_details)),
                    Some(event) = requests.next() => {
                        let url = &event.request.url;
                        let ours = url.starts_with(&base) || url.starts_with("data:") || url.starts_with("blob:");
                        (!ours && url != "about:blank").then(|| format!("a request to {url}"))
                    }
                    else => break,
                };
                faults.lock().unwrap().extend(fault);
            }
        });
        self.page.enable_log().await.unwrap();
    }

    /// What went wrong since it was last asked.
    pub(super) fn faults(&self) -> Vec<String> {
        std::mem::take(&mut self.faults.lock().unwrap())
    }

    /// Nothing went wrong; the tab is not needed any more.
    pub(super) async fn close(self) {
        let faults = self.faults();
        drop(self.page.close().await);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Opens a page and waits until its figures are drawn.
    pub(super) async fn open(&self, path: &str) {
        self.page.goto(format!("{}{path}", self.base)).await.unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
        self.settled().await;
    }

    /// Loaded, and every figure in sight is drawn.
    pub(super) async fn settled(&self) {
        self.until(
            "document.readyState === 'complete' && (!document.getElementById('figures') || \
             [...document.querySelectorAll('.plot[data-figure]')].every((box) => !box.clientWidth || box.querySelector('svg.main-svg')))",
        )
        .await;
    }

    pub(super) async fn size(&self, width: i64, height: i64) {
        let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 600);
        self.page.execute(metrics).await.unwrap();
    }

    /// What a script says; it may wait. Absent while a page goes and another comes.
    pub(super) async fn ask(&self, script: &str) -> Result<Value, String> {
        let asked = EvaluateParams::builder().expression(script).await_promise(true).return_by_value(true).build()?;
        let said = self.page.execute(asked).await.map_err(|wrong| wrong.to_string())?;
        match &said.exception_details {
            Some(thrown) => Err(format!("{thrown:?}")),
            None => Ok(said.result.result.value.clone().unwrap_or_default()),
        }
    }

    /// What a script says of this page.
    pub(super) async fn say(&self, script: &str) -> Value {
        self.ask(script).await.unwrap_or_else(|wrong| panic!("{script}: {wrong}"))
    }

    pub(super) async fn text(&self, script: &str) -> String {
        let said = self.say(script).await;
        said.as_str().unwrap_or_else(|| panic!("{script}: {said}")).to_owned()
    }

    /// Waits until a script says yes.
    pub(super) async fn until(&self, script: &str) {
        let began = Instant::now();
        while self.ask(script).await != Ok(Value::Bool(true)) {
            let at = self.ask("location.href + ' ' + document.body.innerText.slice(0, 1000)");
            assert!(began.elapsed() < PATIENCE, "never: {script}; at {:?}", at.await);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Waits for an address.
    pub(super) async fn at(&self, part: &str) {
        self.until(&format!("(location.pathname + location.search).includes({part:?})")).await;
        self.settled().await;
    }

    /// Presses the first that fits.
    pub(super) async fn press(&self, selector: &str) {
        let script = format!("document.querySelector({selector:?}).click()");
        self.say(&script).await;
    }

    /// A key: `Tab`, `Enter`, or `Escape`.
    pub(super) async fn key(&self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            _ => panic!("no key `{key}`"),
        };
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut event = DispatchKeyEventParams::builder().key(key).code(key).windows_virtual_key_code(code);
            if key == "Enter" && kind == DispatchKeyEventType::KeyDown {
                event = event.text("\r");
            }
            self.page.execute(event.r#type(kind).build().unwrap()).await.unwrap();
        }
    }
}
