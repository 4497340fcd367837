//! Help is part of the surface: it changes on purpose only.

use super::{done, folder};

#[test]
fn help_of_the_verbs() {
    for verb in ["summarize", "fit", "predict", "simulate", "serve", "access"] {
        let (help, _) = done(folder().path(), &[verb, "--help"]);
        insta::assert_snapshot!(format!("help_{verb}"), help);
    }
}

#[test]
fn what_is_predicted_from_is_named_as_it_is_used() {
    let (help, _) = done(folder().path(), &["predict", "--help"]);
    assert!(help.contains("<MODEL.json>... <SUMMARY>") && !help.contains("<FILE>"), "{help}");
}
