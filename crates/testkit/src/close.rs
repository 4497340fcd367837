//! How far a number may be from the truth. The tolerance is an argument of every call, never a default, so that
//! it stands at the assert together with its reason.

/// Asserts that `seen` is within `relative` of `truth`, as a share of the truth.
///
/// ```
/// // The published table has three digits.
/// tenure_testkit::close(0.24260, 0.243, 0.002, "r");
/// ```
///
/// # Panics
/// When it is not, or is NaN; and when the truth is 0, which has no share: use [`within`].
#[track_caller]
pub fn close(seen: f64, truth: f64, relative: f64, what: &str) {
    assert!(truth != 0.0, "{what}: nothing is relatively close to 0; use `within`");
    let off = (seen - truth).abs() / truth.abs();
    assert!(off <= relative, "{what}: {seen} is not {truth}; it is off by {off:e}, and {relative:e} is allowed");
}

/// Asserts that `seen` is within `absolute` of `truth`.
///
/// ```should_panic
/// tenure_testkit::within(f64::NAN, 0.0, 1.0, "NaN is close to nothing");
/// ```
///
/// # Panics
/// When it is not, or is NaN.
#[track_caller]
pub fn within(seen: f64, truth: f64, absolute: f64, what: &str) {
    let off = (seen - truth).abs();
    assert!(off <= absolute, "{what}: {seen} is not {truth}; it is off by {off:e}, and {absolute:e} is allowed");
}
