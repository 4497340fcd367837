//! The server as a process: who may come in, where it listens, how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{done, ended, folder, tenure};

/// A server at work.
struct Serving {
    child: Child,
    link: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}

fn serve(workspace: &Path, words: &[&str]) -> Serving {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
    command.args(["serve", "--no-open", "-w"]).arg(workspace).args(words);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut talk = BufReader::new(child.stderr.take().unwrap()).lines();
    let link = loop {
        let line = talk.next().expect("it says where it is").unwrap();
        if line.contains("/login?key=") {
            break line.trim().to_owned();
        }
    };
    // Whoever talks must be heard.
    std::thread::spawn(move || talk.for_each(drop));
    Serving { child, link }
}

fn get(host: &str, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_served_workspace_answers_whoever_has_the_link_or_a_token_and_ends_when_told() {
    let home = folder();
    let shop = home.path().join("shop");
    done(home.path(), &["init", "shop"]);
    let (token, said) = done(&shop, &["access", "token", "nightly", "--scope", "read"]);
    assert!(said.contains("may read"), "{said}");
    // Port 0 is any that is free.
    let mut serving = serve(&shop, &["--port", "0"]);
    let (host, entry) = serving.link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    assert!(get(host, "/healthz", "").ends_with("ok\n"));
    assert!(get(host, "/data", "").starts_with("HTTP/1.1 303"));
    let bearer = format!("authorization: Bearer {}\r\n", token.trim());
    assert!(get(host, "/data", &bearer).starts_with("HTTP/1.1 200"));
    let entered = get(host, &format!("/{entry}"), "");
    assert!(entered.starts_with("HTTP/1.1 303") && entered.contains("set-cookie: tenure_session_"), "{entered}");
    done(&shop, &["access", "revoke", "nightly"]);
    assert!(get(host, "/metrics", &bearer).starts_with("HTTP/1.1 401"));

    let told = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_others_could_reach_is_not_served_unasked() {
    let home = folder();
    done(home.path(), &["init", "shop"]);
    let shop = home.path().join("shop");
    let said = ended(&shop, &["serve", "--host", "0.0.0.0", "--port", "0"], 2);
    assert!(said.contains("tenure access password"), "{said}");
    let said = ended(home.path(), &["serve"], 2);
    assert!(said.contains("tenure init"), "{said}");
    let said = ended(&shop, &["serve", "--allow-host", "https://clv.example.com"], 2);
    assert!(said.contains("`https://clv.example.com`"), "{said}");
    ended(&shop, &["serve", "--upload-limit", "much"], 2);
}

#[test]
fn tokens_are_named_once_and_shown_once() {
    let home = folder();
    done(home.path(), &["init", "shop"]);
    let shop = home.path().join("shop");
    let (token, _) = done(&shop, &["access", "token", "grafana"]);
    assert!(token.starts_with("tenure_") && token.trim().len() == 50, "{token}");
    assert!(ended(&shop, &["access", "token", "grafana"], 2).contains("`grafana`"));
    assert!(ended(&shop, &["access", "token", "two words"], 2).contains("`two words`"));
    assert!(ended(&shop, &["access", "revoke", "nightly"], 2).contains("`nightly`"));
    ended(&shop, &["access", "token", "x", "--scope", "all"], 2);
    let (list, _) = done(&shop, &["access", "list"]);
    assert!(list.contains("password  not set") && list.contains("grafana"), "{list}");
    let kept = std::fs::read_to_string(shop.join("access.toml")).unwrap();
    assert!(!kept.contains(token.trim()) && !list.contains(token.trim()));

    let mut short = Command::new(env!("CARGO_BIN_EXE_tenure"));
    short.args(["access", "password"]).current_dir(&shop).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut short = short.spawn().unwrap();
    short.stdin.take().unwrap().write_all(b"too short\n").unwrap();
    let ended = short.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("12 or more"));
}

/// The JSON behind the head of an answer.
fn body(answer: &str) -> serde_json::Value {
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn a_customer_is_the_same_in_the_terminal_and_over_http() {
    let home = folder();
    let shop = home.path().join("shop");
    done(home.path(), &["init", "shop"]);
    let mut orders = "order_id,customer_id,order_date,amount\n".to_owned();
    for order in 0..160 {
        let day = jiff::civil::date(2025, 1, 1).checked_add(jiff::Span::new().days(order * order % 359)).unwrap();
        orders += &format!("{order},c{},{day},{}.{:02}\n", order % 37, 5 + order % 50, order % 100);
    }
    std::fs::write(shop.join("orders.csv"), orders).unwrap();
    done(&shop, &["import", "orders.csv", "--source", "shop"]);
    // The fit need not converge for its values to be the same everywhere.
    drop(tenure(&shop, &["run"]));
    let (token, _) = done(&shop, &["access", "token", "parity"]);
    let serving = serve(&shop, &["--port", "0"]);
    let host = serving.link.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let bearer = format!("authorization: Bearer {}\r\n", token.trim());
    let asked = |path: &str| body(&get(host, path, &bearer));
    let printed = |words: &[&str]| -> serde_json::Value { serde_json::from_str(&done(&shop, words).0).unwrap() };
    for customer in ["shop:c1", "shop:c36"] {
        let terminal = printed(&["customers", customer, "--format", "json"]);
        assert!(terminal["customer"]["scores"].as_array().is_some_and(|scores| scores.len() == 4), "{terminal}");
        assert_eq!(asked(&format!("/api/v1/customers/{customer}"))["customer"], terminal["customer"]);
    }
    let list = printed(&["customers", "--sort", "total", "--limit", "5", "--horizon", "90d", "--format", "json"]);
    assert_eq!(asked("/api/v1/customers?sort=total&limit=5&horizon=90d")["customers"], list["customers"]);
    assert_eq!(asked("/api/v1/overview"), printed(&["report", "--format", "json"]));
}
