//! The list as a file: every customer that was chosen, in the order of the page, written as it is read.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures::stream::{self, StreamExt};
use tenure_engine::plain::csv_field;
use tenure_engine::read::{CustomerQuery, CustomerRow, Overview, Scope as Definition, cursor};

use super::asked::Listed;
use crate::fault::Fault;
use crate::scope::Scope;
use crate::server::told_when_cut;
use crate::state::App;

/// Rows read at a time.
const PIECE: u64 = 20_000;

const HEAD: &str = "customer_id,first_order,last_order,orders,frequency,p_alive,expected_purchases,historic,clv,total,\
                    horizon,basis,currency,discount_rate,model,as_of,run_id\r\n";

/// The list as CSV, with the names and numbers of the API. Each row says what it is about: rows are cut out and pasted.
pub(super) async fn keep(State(app): State<Arc<App>>, scope: Scope) -> Result<impl IntoResponse, Fault> {
    let run = scope.run()?;
    let file = format!("attachment; filename=\"customers-{}.csv\"", run.as_of);
    let overview = scope.now.overview(run, &scope.horizon, scope.basis).await?;
    let about = about(&overview);
    let whole = Listed::of(&scope.others)?.whole(PIECE);
    let rows = stream::try_unfold((scope, about, Some(whole)), |(scope, about, query)| async move {
        let Some(query) = query else { return Ok(None) };
        let (text, rest) = piece(&scope, &about, query).await?;
        Ok::<_, Fault>(Some((text, (scope, about, rest))))
    });
    let text = stream::once(async { Ok(HEAD.to_owned()) }).chain(rows);
    let text = told_when_cut(&app.talk, "the file of customers", text);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], Body::from_stream(text)))
}

/// One piece, and the question for the next unless it was the last.
async fn piece(scope: &Scope, about: &str, query: CustomerQuery) -> Result<(String, Option<CustomerQuery>), Fault> {
    let page = scope.now.customers(scope.run()?, &scope.horizon, scope.basis, &query).await?;
    let text = page.customers.iter().map(|row| line(row, about)).collect();
    let more = page.customers.last().filter(|_| page.customers.len() as u64 == query.limit);
    let after = more.map(|last| cursor(last, query.sort));
    Ok((text, after.map(|after| CustomerQuery { after: Some(after), ..query })))
}

/// What every row of the file is about.
fn about(o: &Overview) -> String {
    let Definition { run_id, as_of, horizon, basis, currency, discount_rate, model, .. } = &o.scope;
    let rate = discount_rate.map_or_else(String::new, |rate| rate.to_string());
    format!("{horizon},{basis},{currency},{rate},{model},{as_of},{run_id}")
}

fn line(row: &CustomerRow, about: &str) -> String {
    let CustomerRow { customer_id, first_order, last_order, orders, frequency, p_alive, .. } = row;
    let CustomerRow { expected_purchases, historic, clv, total, .. } = row;
    let id = csv_field(customer_id);
    format!(
        "{id},{first_order},{last_order},{orders},{frequency},{p_alive},{expected_purchases},{historic},{clv},{total},{about}\r\n"
    )
}
