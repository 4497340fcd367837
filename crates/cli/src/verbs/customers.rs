//! `tenure customers`: a list, a search, or one customer in full.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::json;
use tenure_engine::plain::VERSION;
use tenure_engine::read::{CustomerDetail, CustomerFilter, CustomerPage, CustomerQuery, CustomerSort};

use super::common::{In, Seen, wait};
use crate::exit::{Done, Usage};
use crate::output::{Shape, print, say};

/// Order of the list.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Sort {
    /// Value to come, largest first
    #[default]
    Clv,
    /// Value so far, largest first
    Historic,
    /// Both together, largest first
    Total,
    /// Least likely to still buy first
    PAlive,
    /// Latest order first
    LastOrder,
    /// Most orders first
    Orders,
    /// By name
    CustomerId,
}

/// List customers by value, search them, or see one in full
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  tenure customers
  tenure customers --sort p-alive --limit 20
  tenure customers --search 1234
  tenure customers shop:12346 --format json")]
pub struct Args {
    #[command(flatten)]
    place: In,
    /// One customer, as source:record
    id: Option<String>,
    /// Part of the customer's key
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// Order of the list
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
    /// Rows of the list
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u64,
    /// Rows to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,
    #[command(flatten)]
    seen: Seen,
    /// Shape of stdout
    #[arg(long, value_name = "SHAPE", default_value = "table")]
    format: Shape,
}

/// Runs the verb.
pub fn run(args: Args) -> Result<Done> {
    let workspace = args.place.open()?;
    wait(async {
        let view = workspace.view().await?;
        let run = args.seen.run(&view).await?;
        if let Some(id) = &args.id {
            let Some(found) = view.customer(&run, id).await? else {
                let hint = "the key is source:record; --search finds it by a part";
                return Err(Usage(format!("there is no customer `{id}` in {}; {hint}", run.run_id)).into());
            };
            print(&match args.format {
                Shape::Json => serde_json::to_string_pretty(&json!({ "tenure": VERSION, "customer": found }))? + "\n",
                Shape::Table | Shape::Csv => one(&found),
            })?;
            return Ok(Done::Well);
        }
        let query = CustomerQuery {
            filter: CustomerFilter { search: args.search.clone(), ..CustomerFilter::default() },
            sort: sort(args.sort),
            offset: args.offset,
            limit: args.limit,
            ..CustomerQuery::default()
        };
        let horizon = args.seen.horizon(&workspace, &view, &run).await?;
        view.scored(&run, &horizon, args.seen.basis).await?;
        let page = view.customers(&run, &horizon, args.seen.basis, &query).await?;
        print(&match args.format {
            Shape::Json => serde_json::to_string_pretty(&json!({ "tenure": VERSION, "customers": page }))? + "\n",
            Shape::Csv => csv(&page),
            Shape::Table => table(&page),
        })?;
        say(&format!(
            "{} of {} customers; value to come within {horizon}, as of {}",
            page.customers.len(),
            page.matching,
            run.as_of
        ));
        Ok(Done::Well)
    })
}

fn sort(sort: Sort) -> CustomerSort {
    match sort {
        Sort::Clv => CustomerSort::Clv,
        Sort::Historic => CustomerSort::Historic,
        Sort::Total => CustomerSort::Total,
        Sort::PAlive => CustomerSort::PAlive,
        Sort::LastOrder => CustomerSort::LastOrder,
        Sort::Orders => CustomerSort::Orders,
        Sort::CustomerId => CustomerSort::CustomerId,
    }
}

fn table(page: &CustomerPage) -> String {
    let mut text = format!(
        "{:<24} {:>6} {:>10} {:>7} {:>9} {:>12} {:>12} {:>12}\n",
        "customer", "orders", "last order", "P alive", "purchases", "so far", "to come", "total"
    );
    for row in &page.customers {
        let _ = writeln!(
            text,
            "{:<24} {:>6} {:>10} {:>7.3} {:>9.2} {:>12.2} {:>12.2} {:>12.2}",
            row.customer_id,
            row.orders,
            row.last_order,
            row.p_alive,
            row.expected_purchases,
            row.historic,
            row.clv,
            row.total
        );
    }
    text
}

fn csv(page: &CustomerPage) -> String {
    let mut text =
        "customer_id,first_order,last_order,orders,frequency,p_alive,expected_purchases,historic,clv,total\n"
            .to_owned();
    for row in &page.customers {
        let key = row.customer_id.replace('"', "\"\"");
        let _ = writeln!(
            text,
            "\"{key}\",{},{},{},{},{},{},{},{},{}",
            row.first_order,
            row.last_order,
            row.orders,
            row.frequency,
            row.p_alive,
            row.expected_purchases,
            row.historic,
            row.clv,
            row.total
        );
    }
    text
}

fn one(customer: &CustomerDetail) -> String {
    let mut text = String::new();
    let mut line = |what: &str, value: String| {
        let _ = writeln!(text, "{what:<22} {value}");
    };
    line("customer", customer.customer_id.clone());
    line("first order", customer.first_order.to_string());
    line("last order", format!("{} ({} days ago)", customer.last_order, customer.days_since_last_order));
    line("orders, refunds", format!("{}, {}", customer.orders, customer.refunds));
    line(
        "revenue",
        format!("{:.2} ({:.2} - {:.2} refunded)", customer.revenue, customer.gross_revenue, customer.refunded),
    );
    line("frequency", customer.frequency.to_string());
    line("recency, age", format!("{:.2}, {:.2} weeks", customer.recency, customer.age));
    line("monetary value", format!("{:.2}", customer.monetary_value));
    for score in &customer.scores {
        line(
            &format!("{}, {}", score.horizon, score.basis),
            format!(
                "P alive {:.3}, {:.2} purchases of {:.2}, to come {:.2}, total {:.2} {} ({}; formula {:.2})",
                score.p_alive,
                score.expected_purchases,
                score.expected_spend,
                score.clv,
                score.total,
                score.currency,
                score.model,
                score.formula_clv
            ),
        );
    }
    if let Some(score) = customer.scores.first()
        && let (Some(from), Some(day), Some(to)) = (score.next_order_from, score.next_order, score.next_order_to)
    {
        line("next order", format!("{day} ({from} to {to}), if still a customer"));
    }
    line("history", format!("{} orders and refunds, latest first", customer.events));
    for event in &customer.history {
        let what = event.status.as_deref().unwrap_or_default();
        let _ = writeln!(text, "  {} {:<16} {:>12.2} {} {what}", event.on, event.id, event.amount, event.currency);
    }
    text
}
