//! Amounts of a row: needed or wanted, within what a column holds, with VAT and without.

use crate::sources::frame::Frame;
use crate::sources::mask::bad;
use crate::sources::numbers::{LARGEST, Number, State, divide};
use crate::sources::sink::Refusal;
use crate::sources::{Role, VatRule};

/// An amount without the VAT in it; `amount` in units of 10^-12, `rate` in millionths of a per cent.
pub(crate) fn without_vat(amount: i128, rate: i128) -> i128 {
    const WHOLE: i128 = 100_000_000;
    divide(amount.saturating_mul(WHOLE), (WHOLE + rate) * 1_000_000)
}

/// The refusal of an amount that no column holds.
pub(crate) fn too_large(role: Role) -> Refusal {
    Refusal::new("amount too large", role, "more than twelve digits".to_owned())
}

/// A number that is needed, with the reason when it cannot be had.
pub(crate) fn needed(frame: &Frame, role: Role, row: usize) -> Result<Number, Refusal> {
    let number = frame.number(role, row);
    match number.state {
        State::Value if number.at_scale(6).is_some_and(|value| value.abs() > LARGEST) => Err(too_large(role)),
        State::Value => Ok(number),
        State::Empty => {
            let text = frame.text(role, row);
            let seen = if text.is_empty() { "empty".to_owned() } else { format!("`{}` is no number", bad(role, text)) };
            Err(Refusal::new("no amount", role, format!("{seen}; expected a number")))
        }
        State::Bad => {
            let reason = format!("`{}` is no number in the form of this column", bad(role, frame.text(role, row)));
            Err(Refusal::new("unreadable amount", role, reason))
        }
    }
}

/// A number that may be missing, but not be something else; in units of 10^-6.
pub(crate) fn wanted(frame: &Frame, role: Role, row: usize) -> Result<Option<i128>, Refusal> {
    match frame.number(role, row).state {
        State::Empty => Ok(None),
        _ => needed(frame, role, row).map(|number| number.at_scale(6)),
    }
}

/// The VAT of a row, in units of 10^-6. It goes with the amount: many systems write it without a sign beside
/// an amount that is taken back.
pub(crate) fn tax(frame: &Frame, row: usize, vat: VatRule, amount: i128) -> Result<Option<i128>, Refusal> {
    let Some(tax) = wanted(frame, Role::Tax, row)?.map(i128::abs) else { return Ok(None) };
    if vat == VatRule::TaxColumn && tax > amount.abs() {
        let reason =
            format!("`{}` is more than the amount that it is part of", bad(Role::Tax, frame.text(Role::Tax, row)));
        return Err(Refusal::new("VAT larger than the amount", Role::Tax, reason));
    }
    Ok(Some(if amount < 0 { -tax } else { tax }))
}
