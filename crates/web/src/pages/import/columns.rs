//! The columns of a file, with their first values and what each is taken to mean.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tenure_engine::sources::{Head, Inspection, Role};

use super::uploads::Found;
use crate::frame::tag;
use crate::words::Locale;

/// The table of the first file's columns; what is said of a column holds in every file that has it.
pub(super) fn columns(locale: &Locale, found: &Found, wrong: bool) -> Markup {
    let Some((file, Some(head))) = found.heads.first() else { return html! {} };
    let seen = found.outcome.as_ref().ok().and_then(|files| files.first()).map(|file| &file.inspection);
    let roles = match seen {
        Some(seen) => seen.mapping.iter().map(|(role, place)| (*place, *role)).collect::<BTreeMap<_, _>>(),
        None => head.proposed.clone(),
    };
    html! {
        section.card.tight {
            div.card-head { div {
                h2 { (locale.with("import-columns", &[("file", file.clone())])) }
                p { (locale.t(if found.heads.len() > 1 { "import-columns-all" } else { "import-columns-text" })) }
            } @if wrong { (tag("warn", &locale.t("import-say"))) } }
            div.scroll { table.mapping {
                thead { tr {
                    th scope="col" { (locale.t("import-column")) }
                    th scope="col" { (locale.t("import-values")) }
                    th scope="col" { (locale.t("import-means")) }
                    th.n scope="col" { (locale.t("import-read-as")) }
                } }
                tbody { @for (place, name) in head.names.iter().enumerate() {
                    (column(locale, head, place, name, roles.get(&place).copied(), seen))
                } }
            } }
        }
    }
}

fn column(
    locale: &Locale,
    head: &Head,
    place: usize,
    name: &str,
    role: Option<Role>,
    seen: Option<&Inspection>,
) -> Markup {
    let id = format!("role-{place}");
    let was = role.map(Role::name).unwrap_or_default();
    html! {
        tr {
            td.name { label for=(id) { (name) } }
            td { span.sample {
                @for row in &head.rows {
                    @if let Some(value) = row.get(place).filter(|value| !value.is_empty()) { code { (value) } }
                    @else { code { (locale.t("import-empty")) } }
                }
            } }
            td {
                input type="hidden" name={ "column." (place) } value=(name);
                input type="hidden" name={ "was." (place) } value=(was);
                select.input id=(id) name={ "role." (place) } {
                    option value="" selected[role.is_none()] { (locale.t("import-unused")) }
                    @for each in Role::ALL {
                        option value=(each.name()) selected[role == Some(*each)] { (words(locale, *each)) }
                    }
                }
            }
            td.n { @if role.is_some() { (read_as(locale, seen, place)) } }
        }
    }
}

/// How the values of a column are read, where that had to be decided.
fn read_as(locale: &Locale, seen: Option<&Inspection>, place: usize) -> Markup {
    let column = seen.and_then(|seen| seen.columns.get(place));
    html! {
        @if let Some(sign) = column.and_then(|column| column.decimal) {
            (tag("own", &locale.t(&format!("decimal-{}", sign.name()))))
        } @else if column.is_some_and(|column| column.dates.is_some()) {
            (tag("own", &locale.t("import-date")))
        }
    }
}

/// A role by its words.
fn words(locale: &Locale, role: Role) -> String {
    locale.find(&format!("role-{}", role.name())).unwrap_or_else(|| role.about().to_owned())
}
