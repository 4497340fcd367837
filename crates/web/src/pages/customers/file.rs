//! The list as a file: every customer that was chosen, in the order of the page, written as it is read.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures::stream::{self, StreamExt};
use tenure_engine::read::{CustomerQuery, CustomerRow, cursor};

use super::super::figures::quoted;
use super::asked::Listed;
use crate::fault::Fault;
use crate::scope::Scope;
use crate::server::told_when_cut;
use crate::state::App;

/// Rows read at a time.
const PIECE: u64 = 20_000;

const HEAD: &str =
    "customer_id,first_order,last_order,orders,frequency,p_alive,expected_purchases,historic,clv,total\r\n";

/// The list as CSV, with the names and numbers of the API.
pub(super) async fn keep(State(app): State<Arc<App>>, scope: Scope) -> Result<impl IntoResponse, Fault> {
    let run = scope.run()?;
    let file = format!("attachment; filename=\"customers-{}.csv\"", run.as_of);
    let whole = Listed::of(&scope.others)?.whole(PIECE);
    let rows = stream::try_unfold((scope, Some(whole)), |(scope, query)| async move {
        let Some(query) = query else { return Ok(None) };
        let (text, rest) = piece(&scope, query).await?;
        Ok::<_, Fault>(Some((text, (scope, rest))))
    });
    let text = stream::once(async { Ok(HEAD.to_owned()) }).chain(rows);
    let text = told_when_cut(&app.talk, "the file of customers", text);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], Body::from_stream(text)))
}

/// One piece, and the question for the next unless it was the last.
async fn piece(scope: &Scope, query: CustomerQuery) -> Result<(String, Option<CustomerQuery>), Fault> {
    let page = scope.now.view.customers(scope.run()?, &scope.horizon, scope.basis, &query).await?;
    let text = page.customers.iter().map(line).collect();
    let more = page.customers.last().filter(|_| page.customers.len() as u64 == query.limit);
    let after = more.map(|last| cursor(last, query.sort));
    Ok((text, after.map(|after| CustomerQuery { after: Some(after), ..query })))
}

fn line(row: &CustomerRow) -> String {
    let CustomerRow { customer_id, first_order, last_order, orders, frequency, p_alive, .. } = row;
    let CustomerRow { expected_purchases, historic, clv, total, .. } = row;
    let id = quoted(customer_id);
    format!(
        "{id},{first_order},{last_order},{orders},{frequency},{p_alive},{expected_purchases},{historic},{clv},{total}\r\n"
    )
}
