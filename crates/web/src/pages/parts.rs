//! What the pages of values share: addresses of customers, figures in their cards, tables of customers.

use maud::{Markup, html};
use serde_json::Value;
use tenure_engine::figures::Figure;
use tenure_engine::read::{CustomerRow, Overview};
use url::form_urlencoded;

use crate::frame::{Card, Document, Page, Place, bar, figure, page, under};
use crate::report::{self, customer_cells};
use crate::scope::Scope;

/// A page under its place in the navigation, which is its title too unless it has one of its own.
pub(super) fn shown(scope: &Scope, place: Place, title: Option<&str>, figures: &[Figure], content: Markup) -> Document {
    let named = scope.locale.t(place.key());
    page(scope, &Page { place, title: title.unwrap_or(&named), scoped: true, figures }, content)
}

/// The address of a customer's page.
pub(super) fn customer_address(scope: &Scope, id: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    // A path is encoded as a form's value is, but for the blank; the colon may stand.
    scope.link(&format!("/customers/{}", encoded.replace('+', "%20").replace("%3A", ":")), &[])
}

/// A figure in its card, with its table and the addresses of CSV and PNG. `of` are parameters beside the scope.
pub(super) fn card(
    scope: &Scope,
    o: &Overview,
    drawn: &Figure,
    span: &str,
    height: &str,
    of: &[(&str, &str)],
) -> Markup {
    let mut set = vec![("format", "csv")];
    set.extend_from_slice(of);
    let csv = Some(scope.link(&format!("/api/v1/figures/{}", drawn.id), &set));
    figure(scope, drawn, &Card { span, height, currency: &o.scope.currency, csv })
}

/// Lets the points of a figure's first `traces` traces open an address each.
pub(super) fn opens(figure: &mut Figure, traces: usize, addresses: &[String]) {
    for theme in [&mut figure.light, &mut figure.dark] {
        let Some(Value::Array(drawn)) = theme.get_mut("data") else { continue };
        for trace in drawn.iter_mut().take(traces).filter_map(Value::as_object_mut) {
            trace.insert("customdata".to_owned(), addresses.into());
        }
    }
}

/// What the numbers of the page are about, in one line.
pub(super) fn about_line(scope: &Scope, o: &Overview) -> Markup {
    let said = report::scope(o, &scope.locale);
    under(scope, &said.into_iter().map(|(key, value)| (scope.locale.t(key), value)).collect::<Vec<_>>())
}

/// A customer in a table: the way to its page, its cells, and a bar of its value to come against the `longest`.
pub(super) fn customer_line(scope: &Scope, row: &CustomerRow, currency: &str, longest: f64) -> Markup {
    html! { tr {
        td.name { a.row href=(customer_address(scope, &row.customer_id)) { (row.customer_id) } }
        (customer_cells(row, &scope.locale, currency))
        td class="n fig-col" { (bar(row.clv / longest, "bar")) }
    } }
}

/// The largest value to come among some customers, as the length of a whole bar.
pub(super) fn longest(rows: &[CustomerRow]) -> f64 {
    rows.iter().map(|row| row.clv).fold(f64::MIN_POSITIVE, f64::max)
}

/// A sign between two parts of a formula, said to who cannot see it by its name.
pub(super) fn operator(scope: &Scope, sign: &str, key: &str) -> Markup {
    html! { span.op aria-hidden="true" { (sign) } span.unseen { (scope.locale.t(key)) " " } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tenure_engine::figures::{Figure, Table};

    use super::opens;

    #[test]
    fn points_open_their_address_in_both_themes() {
        let drawn = json!({ "data": [{ "x": [1, 2] }, { "x": [1] }] });
        let table = Table { columns: Vec::new(), rows: Vec::new() };
        let mut figure =
            Figure { id: "f", title: "f", summary: String::new(), light: drawn.clone(), dark: drawn, table };
        opens(&mut figure, 1, &["/a".to_owned(), "/b".to_owned()]);
        let wanted = json!({ "data": [{ "x": [1, 2], "customdata": ["/a", "/b"] }, { "x": [1] }] });
        assert_eq!((&figure.light, &figure.dark), (&wanted, &wanted));
    }
}
