//! An overview with the size and shape of a year of wholesale gift sales, and an empty one.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use tenure_engine::read::{
    Apart, Basis, Bin, Buyers, ClassTotal, Concentration, CustomerRow, Disposition, Distribution, FileTotals,
    FitReport, Formula, FrequencyBin, ImportRow, Margins, Month, OtherCurrency, Overview, Parameter, Reconciliation,
    Returns, RunRow, Scope, Share, Spread, Tenth, Value,
};

const AS_OF: Date = date(2011, 12, 9);

/// About 4,300 customers with heavy tails, invented but adding up.
pub(crate) fn retailer() -> Overview {
    let tenths: Vec<Tenth> = [
        (5_124_310.42, 1_862_044.10),
        (1_092_480.11, 405_712.88),
        (652_344.90, 231_590.07),
        (447_120.35, 149_302.61),
        (318_904.52, 98_741.33),
        (232_117.08, 62_980.40),
        (168_833.94, 38_414.02),
        (121_470.66, 21_337.59),
        (82_915.27, 10_206.11),
        (38_127.32, 3_482.95),
    ]
    .into_iter()
    .zip(1..)
    .map(|((historic, clv), tenth)| Tenth { tenth, customers: if tenth < 3 { 435 } else { 434 }, historic, clv })
    .collect();
    let historic: f64 = tenths.iter().map(|row| row.historic).sum();
    let clv: f64 = tenths.iter().map(|row| row.clv).sum();
    let customers = tenths.iter().map(|row| row.customers).sum::<u64>();
    let n = customers as f64;
    Overview {
        scope: scope(),
        warnings: Vec::new(),
        buyers: Buyers {
            customers,
            once: 1_524,
            repeat: customers - 1_524,
            orders: 18_402,
            first_order: Some(date(2010, 12, 1)),
            last_order: Some(AS_OF),
            expected_alive: 2_908.4,
            expected_purchases: 9_871.2,
        },
        value: Value {
            historic: Spread { sum: historic, mean: Some(historic / n), median: Some(648.08) },
            clv: Spread { sum: clv, mean: Some(clv / n), median: Some(189.37) },
            total: Spread { sum: historic + clv, mean: Some((historic + clv) / n), median: Some(862.45) },
            equity_interval: None,
        },
        formula: Some(Formula {
            average_order: 379.25,
            orders_per_year: 4.52,
            active_years: 0.71,
            margin: 1.0,
            clv: 1_217.09,
            occasions: 16_841.0,
            observed_years: 3_725.9,
        }),
        tenths,
        distribution: distribution(),
        concentration: Concentration {
            clv: curve(0.247),
            historic: curve(0.212),
            top_tenth_clv: Some(0.6457),
            top_tenth_historic: Some(0.6191),
        },
        top_customers: top(),
        months: months(),
        returns: Returns { gross: 8_887_208.89, refunded: 608_584.32, share: Some(0.06848), unmatched: 17_211.5 },
        margins: Some(Margins { revenue: 8_000_000.0, costs: 5_200_000.0, margin: 2_800_000.0, estimated: 12 }),
        guests: Apart { orders: 1_428, amount: 1_754_901.63, refunded: 4_312.08, share: Some(0.1649) },
        other_currencies: vec![OtherCurrency { currency: "EUR".to_owned(), orders: 12, amount: 1_930.4 }],
        fits: fits(),
        frequencies: frequencies(),
        classes: classes(),
        reconciliation: vec![Reconciliation {
            currency: "GBP".to_owned(),
            rows: 541_909,
            amount: 9_747_747.934,
            parts: vec![(Disposition::Imported, 533_408, 9_745_912.534), (Disposition::Excluded, 8_501, 1_835.4)],
        }],
        totals: FileTotals { files: 1, rows: 541_909, latest: Some(time()) },
        imports: vec![ImportRow {
            import_id: "import-000001".to_owned(),
            source: "shop".to_owned(),
            file: "online-retail.parquet".to_owned(),
            kind: "invoice-lines".to_owned(),
            imported_at: time(),
            rows: 541_909,
            inserted: 541_909,
            updated: 0,
        }],
        runs: vec![run()],
    }
}

/// A run before any import.
pub(crate) fn nobody() -> Overview {
    let none = Spread { sum: 0.0, mean: None, median: None };
    Overview {
        scope: scope(),
        warnings: vec![tenure_engine::read::Warning::NoCustomers],
        buyers: Buyers {
            customers: 0,
            once: 0,
            repeat: 0,
            orders: 0,
            first_order: None,
            last_order: None,
            expected_alive: 0.0,
            expected_purchases: 0.0,
        },
        value: Value { historic: none, clv: none, total: none, equity_interval: None },
        formula: None,
        tenths: Vec::new(),
        distribution: Distribution { bins: Vec::new(), none: 0 },
        concentration: Concentration {
            clv: Vec::new(),
            historic: Vec::new(),
            top_tenth_clv: None,
            top_tenth_historic: None,
        },
        top_customers: Vec::new(),
        months: Vec::new(),
        returns: Returns { gross: 0.0, refunded: 0.0, share: None, unmatched: 0.0 },
        margins: None,
        guests: Apart { orders: 0, amount: 0.0, refunded: 0.0, share: None },
        other_currencies: Vec::new(),
        fits: Vec::new(),
        frequencies: Vec::new(),
        classes: Vec::new(),
        reconciliation: Vec::new(),
        totals: FileTotals::default(),
        imports: Vec::new(),
        runs: Vec::new(),
    }
}

fn scope() -> Scope {
    Scope {
        run_id: "20111210-0612".to_owned(),
        finished_at: time(),
        as_of: AS_OF,
        horizon: "1y".to_owned(),
        basis: Basis::Revenue,
        currency: "GBP".to_owned(),
        discount_rate: Some(0.1),
        model: "mbg-nbd+gamma-gamma".to_owned(),
        zone: "UTC".to_owned(),
    }
}

fn run() -> RunRow {
    RunRow {
        run_id: "20111210-0612".to_owned(),
        started_at: time(),
        finished_at: time(),
        as_of: AS_OF,
        summary_id: "s1".to_owned(),
        fit_ids: BTreeMap::from([("mbg-nbd".to_owned(), "f1".to_owned())]),
        score_id: "v1".to_owned(),
        manifest: serde_json::json!({ "settings": { "discount_rate": 0.1 } }),
    }
}

fn time() -> jiff::Timestamp {
    date(2011, 12, 10).at(6, 12, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

fn curve(power: f64) -> Vec<Share> {
    (0..=100)
        .map(|at| f64::from(at) / 100.0)
        .map(|x| Share { customers: x, value: x.powf(power * (1.0 - 0.25 * x)).min(1.0) })
        .map(|p| if p.customers == 0.0 { Share { customers: 0.0, value: 0.0 } } else { p })
        .collect()
}

fn distribution() -> Distribution {
    let counts =
        [2, 3, 5, 9, 16, 28, 51, 80, 134, 221, 320, 451, 602, 664, 598, 471, 309, 176, 96, 48, 25, 14, 8, 4, 1, 1];
    let edge = |at: i32| 10_f64.powf(f64::from(at) / 4.0);
    let bins = (-4..).zip(counts).map(|(at, customers)| Bin {
        from: edge(at),
        to: edge(at + 1),
        customers,
        clv: customers as f64 * edge(at) * 1.31,
    });
    Distribution { bins: bins.collect(), none: 5 }
}

fn months() -> Vec<Month> {
    let net = [
        554_604.0,
        475_074.4,
        436_546.2,
        579_964.6,
        426_047.9,
        648_251.1,
        608_013.2,
        574_238.5,
        616_368.0,
        931_440.4,
        974_603.6,
        1_132_407.7,
        321_065.0,
    ];
    (0..)
        .zip(net)
        .map(|(at, revenue): (i32, f64)| {
            let year = if at == 0 { 2010 } else { 2011 };
            let month = if at == 0 { 12 } else { i8::try_from(at).unwrap() };
            let refunded = revenue * (0.04 + 0.005 * f64::from(at % 5));
            #[expect(clippy::cast_sign_loss, reason = "every month sold something")]
            let orders = (revenue / 449.0) as u64;
            Month {
                month: date(year, month, 1),
                complete: at != 12,
                orders,
                gross: revenue + refunded,
                refunded,
                revenue,
            }
        })
        .collect()
}

fn top() -> Vec<CustomerRow> {
    [
        ("shop:14646", 74, 0.9961, 62.1, 279_489.02, 214_208.11, 8),
        ("shop:18102", 60, 0.9984, 50.8, 256_438.49, 193_370.42, 9),
        ("shop:17450", 46, 0.9908, 38.3, 187_322.17, 136_918.90, 1),
        ("shop:14911", 201, 0.9996, 168.4, 132_458.73, 101_377.05, 8),
        ("shop:12415", 21, 0.9727, 17.1, 123_725.45, 90_211.47, 15),
        ("shop:14156", 55, 0.9969, 46.0, 113_214.59, 85_060.36, 30),
        ("shop:17511", 31, 0.9902, 25.8, 88_125.38, 66_104.88, 7),
        ("shop:16684", 28, 0.9936, 23.5, 65_892.08, 49_840.13, 5),
        ("shop:13694", 50, 0.9965, 41.8, 62_690.54, 47_312.70, 6),
        ("shop:15311", 91, 0.9993, 76.4, 59_419.34, 45_018.22, 9),
    ]
    .into_iter()
    .map(|(id, orders, p_alive, expected_purchases, historic, clv, day)| CustomerRow {
        customer_id: id.to_owned(),
        first_order: date(2010, 12, 7),
        last_order: if day > 9 { date(2011, 11, day) } else { date(2011, 12, day) },
        orders,
        frequency: orders - 3,
        p_alive,
        expected_purchases,
        historic,
        clv,
        total: historic + clv,
    })
    .collect()
}

fn fits() -> Vec<FitReport> {
    let parameter = |(name, value, error): (&str, f64, f64)| Parameter {
        name: name.to_owned(),
        value,
        standard_error: Some(error),
    };
    let fit = |model: &str, log_likelihood, customers, parameters: &[(&str, f64, f64)]| FitReport {
        model: model.to_owned(),
        fit_id: format!("fit-{model}"),
        parameters: parameters.iter().copied().map(parameter).collect(),
        log_likelihood: Some(log_likelihood),
        customers: Some(customers),
        converged: true,
        message: None,
    };
    vec![
        fit(
            "mbg-nbd",
            -38_391.504_4,
            4_343,
            &[("r", 0.8243, 0.0227), ("alpha", 9.0176, 0.3072), ("a", 0.0672, 0.0119), ("b", 0.4419, 0.1045)],
        ),
        fit(
            "gamma-gamma",
            -19_012.771_6,
            2_819,
            &[("p", 2.1015, 0.0614), ("q", 3.4514, 0.0983), ("gamma", 485.3341, 28.4402)],
        ),
    ]
}

fn frequencies() -> Vec<FrequencyBin> {
    let counts = [
        (1_524, 1_508.2),
        (835, 829.7),
        (508, 521.3),
        (388, 352.8),
        (243, 249.1),
        (172, 182.4),
        (143, 137.6),
        (98, 106.0),
        (68, 83.2),
        (54, 66.4),
        (310, 306.3),
    ];
    (0..)
        .zip(counts)
        .map(|(repeats, (actual, expected))| FrequencyBin {
            repeats,
            or_more: repeats == 10,
            actual,
            expected: Some(expected),
        })
        .collect()
}

fn classes() -> Vec<ClassTotal> {
    [
        ("sale", Disposition::Imported, 396_467, 8_760_893.124, 0),
        ("guest", Disposition::Imported, 127_653, 1_589_604.57, 0),
        ("cancellation", Disposition::Imported, 9_288, -604_585.16, 0),
        ("stock write-off", Disposition::Excluded, 1_336, 0.0, 0),
        ("non-product", Disposition::Excluded, 5_986, 1_835.4, 0),
        ("zero price", Disposition::Excluded, 1_179, 0.0, 0),
    ]
    .into_iter()
    .map(|(class, disposition, rows, amount, unreadable)| ClassTotal {
        class: class.to_owned(),
        disposition,
        currency: "GBP".to_owned(),
        rows,
        amount,
        unreadable,
    })
    .collect()
}
