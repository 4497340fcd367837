//! How the key figures changed since an earlier run.

use tenure_engine::read::{Overview, RunRow};

use crate::frame::Change;
use crate::scope::Scope;
use crate::words::Locale;

/// How a change is told.
#[derive(Clone, Copy)]
enum Told {
    /// As a share of what it was.
    Relative,
    /// A share's own difference.
    Points,
}

/// A key figure as a number: its value, how its change is told, and whether more is good news; absent where it is
/// neither good nor bad.
type Measured = (Option<f64>, Told, Option<bool>);

/// The key figures of [`crate::report::tiles`], in their order.
fn measured(o: &Overview) -> [Measured; 10] {
    let of_customers = |part: f64| o.share_of_customers(part);
    [
        (Some(o.value.historic.sum), Told::Relative, Some(true)),
        (Some(o.value.clv.sum), Told::Relative, Some(true)),
        (o.value.clv.mean, Told::Relative, Some(true)),
        (o.value.clv.median, Told::Relative, Some(true)),
        (o.concentration.top_tenth_clv, Told::Points, None),
        (Some(o.buyers.customers as f64), Told::Relative, Some(true)),
        (of_customers(o.buyers.expected_alive), Told::Points, Some(true)),
        (of_customers(o.buyers.repeat as f64), Told::Points, Some(true)),
        (o.returns.share, Told::Points, Some(false)),
        (o.guests.share, Told::Points, Some(false)),
    ]
}

/// The overview to compare with: of the run that looked from the closest earlier day, if it valued the same.
pub(super) async fn earlier(scope: &Scope) -> Option<std::sync::Arc<Overview>> {
    let earlier = closest(scope.run.as_ref()?, &scope.now.runs)?;
    scope.now.overview(earlier, &scope.horizon, scope.basis).await.ok()
}

/// Of the runs, the latest first, the one with the closest earlier day; of several with that day the latest.
fn closest<'a>(run: &RunRow, runs: &'a [RunRow]) -> Option<&'a RunRow> {
    runs.iter().filter(|other| other.as_of < run.as_of).rev().max_by_key(|other| other.as_of)
}

/// The change of each key figure, where there is one to tell: what another discount rate or model makes of the same orders
/// is no change of the customers.
pub(super) fn changes(now: &Overview, then: Option<&Overview>, locale: &Locale) -> Vec<Option<Change>> {
    let about = |o: &Overview| (o.scope.currency.clone(), o.scope.discount_rate, o.scope.model.clone());
    let then = then.filter(|then| about(then) == about(now) && then.buyers.customers > 0);
    let Some(then) = then else { return measured(now).map(|_| None).into() };
    let since = locale.with("overview-since", &[("date", locale.lang.date(then.scope.as_of))]);
    let told = measured(now).into_iter().zip(measured(then));
    told.map(|((now, told, good), (then, ..))| change(locale, now?, then?, told, good, &since)).collect()
}

fn change(locale: &Locale, now: f64, then: f64, told: Told, more_is_good: Option<bool>, since: &str) -> Option<Change> {
    let (by, text) = match told {
        Told::Relative if then > 0.0 => {
            let by = now / then - 1.0;
            (by, locale.lang.share(by.abs()))
        }
        Told::Relative => return None,
        Told::Points => {
            let by = now - then;
            (by, locale.with("overview-points", &[("n", locale.lang.decimal(by.abs() * 100.0, 1))]))
        }
    };
    // What rounds to nothing is no change.
    (by.abs() >= 0.0005).then(|| {
        let up = by > 0.0;
        Change { text, up, good: more_is_good.map(|good| good == up), since: since.to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::{changes, closest};
    use crate::report::tests::sample;
    use crate::words::{Lang, Locale};

    #[test]
    fn a_change_is_told_with_its_direction_and_whether_it_is_good() {
        let (now, mut then) = (sample::retailer(), sample::retailer());
        then.value.clv.sum *= 1.25;
        then.returns.share = Some(0.05);
        then.scope.as_of = jiff::civil::date(2011, 11, 9);
        let told = changes(&now, Some(&then), &Locale::new(Lang::EN));
        let equity = told[1].as_ref().unwrap();
        assert_eq!((equity.text.as_str(), equity.up, equity.good), ("20.0%", false, Some(false)));
        assert_eq!(equity.since, "vs 9\u{a0}Nov\u{a0}2011");
        let returned = told[8].as_ref().unwrap();
        assert_eq!((returned.text.as_str(), returned.up, returned.good), ("1.8\u{a0}pt", true, Some(false)));
        assert!(told[0].is_none(), "what is the same has no change");
        then.scope.currency = "EUR".to_owned();
        assert!(changes(&now, Some(&then), &Locale::new(Lang::EN)).iter().all(Option::is_none), "another currency");
        assert!(changes(&now, None, &Locale::new(Lang::EN)).iter().all(Option::is_none));
    }

    #[test]
    fn what_was_reckoned_otherwise_is_no_change() {
        let now = sample::retailer();
        let told = |then: &_| changes(&now, Some(then), &Locale::new(Lang::EN)).iter().flatten().count();
        let mut then = sample::retailer();
        then.value.clv.sum *= 1.25;
        assert_eq!(told(&then), 1);
        then.scope.discount_rate = Some(0.3);
        assert_eq!(told(&then), 0, "another discount rate");
        then.scope.discount_rate = now.scope.discount_rate;
        then.scope.model = "bg-nbd+gamma-gamma".to_owned();
        assert_eq!(told(&then), 0, "another model");
    }

    #[test]
    fn the_closest_earlier_day_is_compared_with_whatever_was_run_last() {
        let run = |id: &str, month| {
            let mut run = sample::retailer().runs.remove(0);
            (run.run_id, run.as_of) = (id.to_owned(), jiff::civil::date(2011, month, 1));
            run
        };
        let runs = [run("r5", 12), run("r4", 3), run("r3", 6), run("r2", 6), run("r1", 12)];
        let found = |at: usize| closest(&runs[at], &runs).map(|run| run.run_id.as_str());
        assert_eq!((found(0), found(2), found(1)), (Some("r3"), Some("r4"), None));
    }
}
