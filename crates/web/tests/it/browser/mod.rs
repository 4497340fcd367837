//! The dashboard as people meet it: in a browser, with the keyboard, on a phone, in either language.
//!
//! One test, since one browser and one workspace serve every case; each failed case is said by its name.

mod chrome;
mod keyboard;
mod parity;
mod roads;
pub(crate) mod shop;
mod sound;
mod upload;

use std::pin::Pin;
use std::sync::Arc;

use crate::Site;
use chrome::{Chrome, Tab};

/// A browser that is signed in to a workspace with values, and one to a workspace without.
struct Stage {
    chrome: Chrome,
    shop: Site,
    empty: Site,
}

type Case = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a case is called, and how it begins.
type Named = (&'static str, fn(Arc<Stage>) -> Case);

/// The cases, in the order in which they run; the last fill the empty workspace.
const CASES: &[Named] = &[
    ("the first visit leads to a figure", |stage| Box::pin(roads::first_visit(stage))),
    ("another horizon in the address is another value", |stage| Box::pin(roads::horizon(stage))),
    ("a search leads to the customer", |stage| Box::pin(roads::search(stage))),
    ("the language changes and the scope stays", |stage| Box::pin(roads::language(stage))),
    ("dark by the system and by the switch", |stage| Box::pin(roads::dark(stage))),
    ("a phone shows everything within its width", |stage| Box::pin(roads::phone(stage))),
    ("the keyboard reaches everything", |stage| Box::pin(keyboard::path(stage))),
    ("a fault is a page", |stage| Box::pin(roads::fault(stage))),
    ("one customer has the same figures everywhere", |stage| Box::pin(parity::customer(stage))),
    ("every page is sound", |stage| Box::pin(sound::every_page(stage))),
    ("an empty workspace leads to the import", |stage| Box::pin(upload::empty(stage))),
    ("from a file to values, with progress", |stage| Box::pin(upload::from_file_to_values(stage))),
];

#[tokio::test(flavor = "multi_thread")]
async fn dashboard() {
    let (chrome, shop, empty) = tokio::join!(Chrome::start(), shop::open(), shop::empty());
    let stage = Arc::new(Stage { chrome, shop, empty });
    let mut failed = Vec::new();
    for (name, case) in CASES {
        let began = std::time::Instant::now();
        if let Err(wrong) = tokio::spawn(case(Arc::clone(&stage))).await {
            let said = wrong.into_panic();
            let said = said.downcast_ref::<String>().cloned();
            failed.push(format!("{name}: {}", said.unwrap_or_else(|| "see above".to_owned())));
        }
        eprintln!("{:6.1} s  {name}", began.elapsed().as_secs_f64());
    }
    let stage = Arc::into_inner(stage).unwrap();
    stage.chrome.end().await;
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), CASES.len(), failed.join("\n\n"));
}

impl Stage {
    /// A page of the workspace with values.
    async fn tab(&self) -> Tab {
        self.chrome.tab(&format!("http://{}", self.shop.address)).await
    }

    /// A page of the other workspace: by another name, so that the two have their own cookies.
    async fn tab_of_empty(&self) -> Tab {
        self.chrome.tab(&format!("http://localhost:{}", self.empty.address.port())).await
    }
}
