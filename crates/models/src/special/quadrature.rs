/// Positive half of the 16-point Gauss-Legendre rule on [-1, 1]: (node, weight), exact for polynomials of degree 31.
pub(super) const RULE: [(f64, f64); 8] = [
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
];

/// Positive halves of the rules of 4 and 8 points.
pub(super) const RULE_OF_4: [(f64, f64); 2] =
    [(0.861_136_311_594_052_6, 0.347_854_845_137_453_85), (0.339_981_043_584_856_26, 0.652_145_154_862_546_1)];
pub(super) const RULE_OF_8: [(f64, f64); 4] = [
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.525_532_409_916_329, 0.313_706_645_877_887_27),
    (0.183_434_642_495_649_8, 0.362_683_783_378_361_96),
];

/// Integral of `exp(g)` over `[0, to]` by a rule that is exact to double precision for an interval so short, if there is one: when
/// `g` is analytic within `pi` of it, changes by `fall` at most and is 0 somewhere. `g` gives its value and whatever `visit`
/// needs to sum further moments over the same nodes with the weights handed to it.
pub(crate) fn short<P>(to: f64, fall: f64, g: impl Fn(f64) -> (f64, P), mut visit: impl FnMut(f64, P)) -> Option<f64> {
    // The error of n points is 4e-17 for singularities as near, in half lengths, and for exponentials as steep as this.
    let rule: &[(f64, f64)] = if to <= 0.12 && fall <= 0.12 {
        &RULE_OF_4
    } else if to <= 1.2 && fall <= 2.4 {
        &RULE_OF_8
    } else {
        return None;
    };
    let (half, mut sum) = (0.5 * to, 0.0);
    for (node, weight) in rule {
        for y in [half - half * node, half + half * node] {
            let (value, payload) = g(y);
            let share = half * weight * value.exp();
            sum += share;
            visit(share, payload);
        }
    }
    Some(sum)
}

/// Integral of `f` over `[0, to]` by the 16-point Gauss-Legendre rule on equal panels no longer than `panel`.
///
/// Accuracy: that of `f` when its singularities lie a panel's length away. Source: Legendre nodes computed at 30 digits.
pub(crate) fn gauss_legendre(to: f64, panel: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let panels = (to / panel).ceil().max(1.0);
    let half = 0.5 * to / panels;
    let (mut sum, mut i) = (0.0, 0.0);
    while i < panels {
        let middle = half * (2.0 * i + 1.0);
        for (node, weight) in RULE {
            sum += weight * (f(middle - half * node) + f(middle + half * node));
        }
        i += 1.0;
    }
    sum * half
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At the edge of what each rule takes: `∫ exp(-f y / to) (1 + 1/(pi^2 + (y - to/2)^2)) dy`, with singularities as near as
    /// they may be, against the rule of 16 points on a hundred panels.
    #[test]
    fn short_rules_are_exact_as_far_as_they_go() {
        let pole = |y: f64| 1.0 / (std::f64::consts::PI.powi(2) + y * y);
        for (to, fall) in [(0.12, 0.12), (0.12, 0.0), (1e-9, 1e-9), (1.2, 2.4), (1.2, 0.0), (0.5, 2.4), (0.3, 0.2)] {
            let f = |y: f64| -fall * y / to + pole(y - 0.5 * to).ln_1p();
            let seen = short(to, fall, |y| (f(y), ()), |_, ()| {}).unwrap();
            let truth = gauss_legendre(to, 0.01 * to, |y| f(y).exp());
            // The rounding of 1,600 terms.
            assert!((seen / truth - 1.0).abs() < 2e-15, "{to} {fall}: {:e}", seen / truth - 1.0);
        }
        assert!(short(1.3, 0.1, |_| (0.0, ()), |_, ()| {}).is_none());
        assert!(short(0.1, 2.5, |_| (0.0, ()), |_, ()| {}).is_none());
    }
}
