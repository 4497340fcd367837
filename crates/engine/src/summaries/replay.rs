//! One customer's rows, replayed in the order of their days: here refunds are netted.
//!
//! The rules, each with a test below:
//! - rows of one day are one occasion; its value is the net sum of that day;
//! - an amount of zero makes an occasion as any sale does;
//! - a negative amount is a refund: no occasion of its own. It lowers the occasion of its own day,
//!   else the latest earlier one, else it is counted as unmatched;
//! - rows after the calibration end belong to the holdout period.

/// One row of an order log: a local calendar day and an amount in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Days since 1970.
    pub day: i32,
    /// Millionths of the currency unit; negative for a refund.
    pub micros: i64,
}

/// What one customer's rows come down to. Amounts are sums in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct History {
    /// Days with at least one sale; repeat occasions are one fewer.
    pub occasions: i64,
    /// Day of the first occasion.
    pub first: i32,
    /// Day of the last occasion.
    pub last: i32,
    /// Sum of the natural logs of the gaps between occasions, in days.
    pub log_gaps: f64,
    /// Net value of the first occasion.
    pub first_value: i128,
    /// Net value of all later occasions.
    pub repeat_value: i128,
    /// Rows that are sales.
    pub orders: i64,
    /// Rows that are refunds.
    pub refunds: i64,
    /// Sum of sales.
    pub gross: i128,
    /// Sum of refunds, as a positive amount.
    pub refunded: i128,
    /// Part of `refunded` that no occasion could take.
    pub unmatched: i128,
    /// Days with a sale in the holdout period.
    pub holdout_occasions: i64,
    /// Net sum of the holdout period.
    pub holdout_value: i128,
}

/// Logs of the gaps that nearly all customers have, so that the replay computes none of them again.
#[derive(Debug)]
pub struct GapLogs(Vec<f64>);

impl Default for GapLogs {
    fn default() -> Self {
        Self((0..4096).map(|gap| f64::from(gap).ln()).collect())
    }
}

impl GapLogs {
    fn of(&self, gap: i32) -> f64 {
        let known = usize::try_from(gap).ok().and_then(|gap| self.0.get(gap));
        known.copied().unwrap_or_else(|| f64::from(gap).ln())
    }
}

/// Replays `events`, sorting them by day first; `calibration_end` is the last day that is not holdout. The days of
/// the occasions up to it go to `days` when they are asked for.
pub fn replay(
    events: &mut [Event],
    calibration_end: Option<i32>,
    logs: &GapLogs,
    mut days: Option<&mut Vec<i32>>,
) -> History {
    if !events.is_sorted_by_key(|event| event.day) {
        events.sort_unstable_by_key(|event| event.day);
    }
    let end = calibration_end.unwrap_or(i32::MAX);
    let mut history = History::default();
    let mut start = 0;
    while let Some(&Event { day, .. }) = events.get(start) {
        let (mut gross, mut refunded, mut orders, mut refunds) = (0_i128, 0_i128, 0_i64, 0_i64);
        let mut stop = start;
        for event in events[start..].iter().take_while(|event| event.day == day) {
            if event.micros < 0 {
                refunded -= i128::from(event.micros);
                refunds += 1;
            } else {
                gross += i128::from(event.micros);
                orders += 1;
            }
            stop += 1;
        }
        start = stop;
        if day > end {
            history.holdout_occasions += i64::from(orders > 0);
            history.holdout_value += gross - refunded;
            continue;
        }
        if orders > 0 {
            history.open(day, logs);
            if let Some(days) = &mut days {
                days.push(day);
            }
        }
        history.book(gross - refunded);
        history.orders += orders;
        history.refunds += refunds;
        history.gross += gross;
        history.refunded += refunded;
    }
    history
}

impl History {
    /// A new occasion on `day`.
    fn open(&mut self, day: i32, logs: &GapLogs) {
        if self.occasions == 0 {
            self.first = day;
        } else {
            self.log_gaps += logs.of(day - self.last);
        }
        self.last = day;
        self.occasions += 1;
    }

    /// A day's net amount, on the latest occasion; before any occasion it can only be a refund.
    fn book(&mut self, net: i128) {
        match self.occasions {
            0 => self.unmatched -= net,
            1 => self.first_value += net,
            _ => self.repeat_value += net,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[(i32, i64)], calibration_end: Option<i32>) -> History {
        let mut events: Vec<_> = rows.iter().map(|&(day, micros)| Event { day, micros }).collect();
        replay(&mut events, calibration_end, &GapLogs::default(), None)
    }

    #[test]
    fn a_single_order_has_no_repeat() {
        let history = of(&[(10, 500)], None);
        assert_eq!((history.occasions, history.first, history.last), (1, 10, 10));
        assert_eq!((history.first_value, history.repeat_value, history.log_gaps), (500, 0, 0.0));
    }

    #[test]
    fn orders_of_one_day_are_one_occasion_whatever_their_order_in_the_file() {
        let history = of(&[(17, 3), (10, 1), (17, 4), (10, 2)], None);
        assert_eq!((history.occasions, history.orders), (2, 4));
        assert_eq!((history.first_value, history.repeat_value), (3, 7));
        assert_eq!(history.log_gaps, 7_f64.ln());
    }

    #[test]
    fn a_zero_amount_is_an_occasion() {
        let history = of(&[(1, 5), (3, 0)], None);
        assert_eq!((history.occasions, history.last, history.repeat_value), (2, 3, 0));
    }

    #[test]
    fn a_refund_lowers_the_occasion_of_its_own_day() {
        let history = of(&[(1, 9), (3, -4), (3, 10)], None);
        assert_eq!((history.occasions, history.repeat_value), (2, 6));
        assert_eq!((history.refunds, history.refunded, history.unmatched), (1, 4, 0));
    }

    #[test]
    fn a_refund_on_another_day_lowers_the_latest_earlier_occasion() {
        let history = of(&[(1, 9), (3, 10), (5, -4), (8, 1)], None);
        assert_eq!((history.occasions, history.last), (3, 8));
        assert_eq!((history.first_value, history.repeat_value), (9, 7));
        let first_only = of(&[(1, 9), (5, -4)], None);
        assert_eq!((first_only.occasions, first_only.last, first_only.first_value), (1, 1, 5));
    }

    #[test]
    fn a_refund_before_any_order_is_unmatched() {
        let history = of(&[(1, -4), (3, 10)], None);
        assert_eq!((history.occasions, history.first, history.first_value, history.unmatched), (1, 3, 10, 4));
    }

    #[test]
    fn refunds_only_are_no_occasion() {
        let history = of(&[(1, -4), (3, -6)], None);
        assert_eq!((history.occasions, history.unmatched, history.refunds), (0, 10, 2));
    }

    #[test]
    fn rows_after_the_calibration_end_are_holdout() {
        let rows = [(1, 5), (8, 6), (9, 1), (9, 2), (12, -1), (13, 4)];
        let history = of(&rows, Some(8));
        assert_eq!((history.occasions, history.last, history.repeat_value), (2, 8, 6));
        assert_eq!((history.holdout_occasions, history.holdout_value), (2, 6));
        assert_eq!((history.orders, history.refunds), (2, 0));
    }

    #[test]
    fn gaps_beyond_the_table_have_the_same_logs() {
        assert_eq!(of(&[(0, 1), (20_000, 1)], None).log_gaps, 20_000_f64.ln());
    }
}
