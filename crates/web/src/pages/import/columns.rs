//! The columns of a file, with their first values and what each is taken to mean.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tenure_engine::sources::{Head, Inspection, Role};

use super::asked::of_file;
use super::look::Found;
use crate::frame::tag;
use crate::words::Locale;

/// The table of a file's columns: of the only one, or of the one at a place.
pub(super) fn columns(locale: &Locale, found: &Found, place: Option<usize>, wrong: Option<&str>) -> Markup {
    let at = place.unwrap_or(1);
    let Some((file, Some(head))) = found.heads.get(at - 1) else { return html! {} };
    let seen = found.seen(at);
    let own = of_file(place);
    let wrong = wrong.is_some_and(|field| field == "columns" || field == format!("{own}columns"));
    let roles = match seen {
        Some(seen) => seen.mapping.iter().map(|(role, place)| (*place, *role)).collect::<BTreeMap<_, _>>(),
        None => head.proposed.clone(),
    };
    html! {
        section.card.tight {
            div.card-head { div {
                h2 { (locale.with("import-columns", &[("file", file.clone())])) }
                p { (locale.t("import-columns-text")) }
            } @if wrong { (tag("warn", &locale.t("import-say"))) } }
            div.scroll { table.mapping {
                thead { tr {
                    th scope="col" { (locale.t("import-column")) }
                    th scope="col" { (locale.t("import-values")) }
                    th scope="col" { (locale.t("import-means")) }
                    th.n scope="col" { (locale.t("import-read-as")) }
                } }
                tbody { @for (place, name) in head.names.iter().enumerate() {
                    (column(locale, head, (&own, place, name), roles.get(&place).copied(), seen))
                } }
            } }
        }
    }
}

fn column(
    locale: &Locale,
    head: &Head,
    (own, place, name): (&str, usize, &str),
    role: Option<Role>,
    seen: Option<&Inspection>,
) -> Markup {
    let id = format!("{own}role-{place}");
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
                input type="hidden" name={ (own) "column." (place) } value=(name);
                input type="hidden" name={ (own) "was." (place) } value=(was);
                select.input id=(id) name={ (own) "role." (place) } {
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
