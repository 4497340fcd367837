//! Help is part of the surface: it changes on purpose only.

use super::{done, folder};

#[test]
fn help_of_the_verbs() {
    for verb in ["summarize", "fit", "predict", "simulate", "serve", "access"] {
        let (help, _) = done(folder().path(), &[verb, "--help"]);
        insta::assert_snapshot!(format!("help_{verb}"), help);
    }
}
