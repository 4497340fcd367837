//! Exit codes: 2 for a wrong question, 3 for data, 1 for what the system does.

use super::{done, ended, folder, tenure, texts};

fn shop() -> tempfile::TempDir {
    let folder = folder();
    let mut text = "order_id,customer_id,order_date,amount\n".to_owned();
    for order in 1..=300_u32 {
        let day = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(order.pow(2) % 389)).unwrap();
        text.push_str(&format!("{order},c{},{day},{}.25\n", order.pow(3) % 61, 3 + order % 17));
    }
    std::fs::write(folder.path().join("o.csv"), text).unwrap();
    done(folder.path(), &["init", "ws"]);
    folder
}

#[test]
fn wrong_options_of_an_import_are_usage() {
    let folder = shop();
    let wrong: [&[&str]; 9] = [
        &["--map", "customer_id"],
        &["--map", "klant=1"],
        &["--map", "amount=order_id"],
        &["--map", "amount=amount", "--map", "tax=amount"],
        &["--currency", "euro"],
        &["--zone", "Mars/X"],
        &["--source", ""],
        &["--source", "../../x"],
        &["--channel", "webbb"],
    ];
    for more in wrong {
        ended(folder.path(), &[&["import", "-w", "ws", "o.csv"], more].concat(), 2);
    }
    ended(folder.path(), &["import", "-w", "ws", "none.csv"], 2);
    ended(folder.path(), &["import", "-w", "ws", "o.csv", "--map", "amount=none"], 3);
}

#[test]
fn wrong_questions_of_a_run_are_usage() {
    let folder = shop();
    done(folder.path(), &["import", "-w", "ws", "o.csv"]);
    let output = tenure(folder.path(), &["run", "-w", "ws", "--as-of", "2026-01-01"]);
    let (_, talk) = texts(&output);
    assert!(talk.contains("the last order is of 2025-01-") && talk.contains("days before 2026-01-01"), "{talk}");
    for verb in [&["report"][..], &["customers"], &["export", "scores"]] {
        for asked in [["--horizon", "7y"], ["--basis", "gross_margin"]] {
            let talk = ended(folder.path(), &[verb, &["-w", "ws"], &asked].concat(), 2);
            assert!(talk.contains("it has `1y/revenue`, `3y/revenue`"), "{talk}");
        }
        done(folder.path(), &[verb, &["-w", "ws", "--horizon", "12m"]].concat());
    }
    // The cubes of the order numbers leave 21 rests.
    let (out, _) = done(folder.path(), &["export", "scores", "-w", "ws", "--format", "csv"]);
    assert!(out.lines().skip(1).all(|row| row.contains(",1y,revenue,")) && out.lines().count() == 22, "{out}");
    let wrong: [&[&str]; 8] = [
        &["sql", "-w", "ws", "SELEC 1"],
        &["sql", "-w", "ws", "DROP TABLE orders"],
        &["sql", "-w", "ws", "SELECT nothing FROM orders"],
        &["sql", "-w", "ws", "SELECT cast('x' AS int)"],
        &["sql", "-w", "ws", "SELECT cast(concat('x', order_id) AS int) FROM orders"],
        &["sql", "-w", "ws", "SELECT 1", "--out", "nodir/x.csv"],
        &["report", "-w", "ws", "--out", "r.pdf"],
        &["report", "-w", "ws", "--out", "nodir/r.html"],
    ];
    for words in wrong {
        let talk = ended(folder.path(), words, 2);
        assert!(talk.matches("SELEC at Line").count() < 2, "each cause once: {talk}");
        assert!(!["Optimizer", "caused by", "Arrow error"].iter().any(|word| talk.contains(word)), "{talk}");
    }
    let output = tenure(folder.path(), &["run", "-w", "ws", "--as-of", "2026-01-01", "--format", "csv"]);
    let (out, _) = texts(&output);
    assert!(out.starts_with("run_id,as_of,stage,computed,rows\nrun-"), "{out}");
}

#[test]
fn a_report_needs_no_new_run_when_horizons_were_changed() {
    let folder = shop();
    done(folder.path(), &["import", "-w", "ws", "o.csv"]);
    tenure(folder.path(), &["run", "-w", "ws"]);
    let path = folder.path().join("ws/tenure.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let horizons = before.lines().find(|line| line.starts_with("horizons")).unwrap();
    for (written, shown) in [("[\"2y\", \"36m\"]", "3y"), ("[\"2y\"]", "1y")] {
        std::fs::write(&path, before.replace(horizons, &format!("horizons = {written}"))).unwrap();
        for verb in [&["report", "--format", "json"][..], &["customers", "--format", "json"]] {
            done(folder.path(), &[verb, &["-w", "ws"]].concat());
        }
        let (_, talk) = done(folder.path(), &["customers", "-w", "ws"]);
        assert!(talk.contains(&format!("within {shown},")), "{written}: {talk}");
    }
}

#[test]
fn settings_that_mean_nothing_are_usage() {
    let folder = shop();
    let path = folder.path().join("ws/tenure.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    for (from, to) in [("\"90d\"", "\"1x\""), ("url = \"lake\"", "url = \"ftp://x/y\"")] {
        std::fs::write(&path, before.replace(from, to)).unwrap();
        ended(folder.path(), &["sql", "-w", "ws", "SELECT 1"], 2);
    }
}

#[test]
fn a_population_that_buys_without_end_is_refused() {
    let words = ["simulate", "--customers", "5", "--params", "r=1e300,alpha=1,s=1,beta=1"];
    let talk = ended(folder().path(), &words, 2);
    assert!(talk.contains("at most 1000000"), "{talk}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_is_no_fault_of_the_data() {
    let folder = shop();
    done(folder.path(), &["import", "-w", "ws", "o.csv"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tenure"))
        .args(["sql", "-w", "ws", "SELECT * FROM orders", "--format", "csv"])
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    let (_, talk) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{talk}");
    assert_eq!(talk.matches("No space left on device").count(), 1, "{talk}");
}
