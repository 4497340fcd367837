//! Tables that Tenure computes: imports, summaries, fits, scores, runs. Rows are only ever added.

use super::ColumnType::{Day, Flag, Instant, Money, MoneySum, Real, Whole};
use super::{Partition, Table, optional, required, text};

/// One file that was imported.
pub const IMPORTS: Table = Table {
    name: "imports",
    grain: "one file of one import",
    key: &["import_id", "file"],
    partition: Partition::Values(&["import_id"]),
    columns: &[
        text("import_id", "identifies the import"),
        text("source", "configured source name"),
        text("file", "file name"),
        text("file_hash", "SHA-256 of the file"),
        text("kind", "orders, order-lines, invoice-lines, shopify-orders, woocommerce-orders, stripe-payments"),
        required("imported_at", Instant, "when"),
        required("rows", Whole, "records in the file"),
        required("inserted", Whole, "rows of all tables that the whole import added"),
        required("updated", Whole, "rows of all tables in which the whole import replaced an older copy"),
        text("decisions", "what was decided about the file, as JSON"),
        optional("first_event", Instant, "earliest event in the file"),
        optional("last_event", Instant, "latest event in the file"),
        required(
            "reading",
            Whole,
            "hash of the file and of how its values were read: of two readings of a file the later stands",
        ),
    ],
};

/// One class of rows of an imported file, so that counts and amounts reconcile.
pub const IMPORT_CLASSES: Table = Table {
    name: "import_classes",
    grain: "one class of rows in one imported file and currency",
    key: &["import_id", "file", "class", "currency"],
    partition: Partition::Values(&["import_id"]),
    columns: &[
        text("import_id", "identifies the import"),
        text("file", "file name"),
        text("class", "sale, guest, cancellation, zero price, ..."),
        text("disposition", "imported, excluded, rejected"),
        text("currency", "ISO 4217"),
        required("rows", Whole, "rows of the class"),
        required("amount", MoneySum, "their amount, unrounded"),
        required("unreadable", Whole, "rows whose amount could not be read"),
    ],
};

/// One customer as of a date.
pub const CUSTOMER_SUMMARIES: Table = Table {
    name: "customer_summaries",
    grain: "one customer as of one date, from one state of the lake",
    key: &["summary_id", "customer_id"],
    partition: Partition::Values(&["summary_id"]),
    columns: &[
        text("summary_id", "hash of inputs, settings and as-of date"),
        text("customer_id", "source and record"),
        required("as_of", Day, "last day counted"),
        required("frequency", Whole, "repeat purchase occasions (days), x"),
        required("recency", Real, "first to last occasion, in weeks, t_x"),
        required("age", Real, "first occasion to as-of, in weeks, T"),
        required("monetary_value", Real, "mean net value of the repeat occasions; 0 when there are none"),
        required("litt", Real, "sum of the logs of the times between occasions, in weeks"),
        required("first_order", Day, "day of the first occasion"),
        required("last_order", Day, "day of the last occasion"),
        required("days_since_last_order", Whole, "as-of minus last occasion"),
        required("orders", Whole, "orders counted"),
        required("refunds", Whole, "refunds counted"),
        required("gross_revenue", Money, "net of VAT, before refunds"),
        required("refunded", Money, "refunds, as a positive amount"),
        required("revenue", Money, "gross_revenue - refunded: historic value on revenue"),
        required("unmatched_refunds", Money, "part of refunded that no earlier occasion could take"),
        optional(
            "margin",
            Money,
            "gross margin of the part of revenue whose costs are known or estimated; empty when none is",
        ),
        optional("costed_revenue", Money, "that part of revenue"),
        optional("margin_estimated", Flag, "true when a percentage stood in for unit costs"),
    ],
};

/// One fitted model.
pub const MODEL_FITS: Table = Table {
    name: "model_fits",
    grain: "one fitted model",
    key: &["fit_id"],
    partition: Partition::Values(&["fit_id"]),
    columns: &[
        text("fit_id", "hash of inputs and settings"),
        text("summary_id", "summaries it was fitted on"),
        text("model", "bg-nbd, mbg-nbd, gamma-gamma"),
        text("fit", "the fit as JSON, as written by `tenure fit --format json`"),
        required("converged", Flag, "true when an inner maximum was found"),
        required("fitted_at", Instant, "when"),
    ],
};

/// One customer's value in one run, for one horizon and basis.
pub const SCORES: Table = Table {
    name: "scores",
    grain: "one customer in one run, for one horizon and basis",
    key: &["score_id", "customer_id", "horizon", "basis"],
    partition: Partition::Values(&["score_id", "horizon", "basis"]),
    columns: &[
        text("score_id", "hash of fits, summaries and settings"),
        text("customer_id", "source and record"),
        required("as_of", Day, "the day the value is seen from"),
        text("model", "models behind the value, for example mbg-nbd+gamma-gamma"),
        text("horizon", "90d, 1y, 3y, 5y"),
        text("basis", "revenue or gross_margin"),
        text("currency", "ISO 4217"),
        required("first_order", Day, "day of the first occasion"),
        required("last_order", Day, "day of the last occasion"),
        required("orders", Whole, "orders counted"),
        required("frequency", Whole, "repeat purchase occasions (days), x"),
        required("p_alive", Real, "probability that the customer still buys"),
        required("expected_purchases", Real, "purchase occasions within the horizon"),
        required("expected_spend", Real, "mean value of a future occasion, on the basis"),
        required("historic", Real, "value so far, net of refunds, on the basis"),
        required("future", Real, "discounted expected value within the horizon"),
        required("total", Real, "historic + future"),
        required("formula_clv", Real, "average order value x orders a year x lifespan x margin"),
        optional("next_order_from", Day, "start of the window of the next order (10 %)"),
        optional("next_order", Day, "median day of the next order, given that the customer is alive"),
        optional("next_order_to", Day, "end of the window (90 %)"),
    ],
};

/// What a run found of all customers together, ready to be shown.
pub const FINDINGS: Table = Table {
    name: "findings",
    grain: "the answer of one set of scores for one horizon and basis, or of one set of summaries",
    key: &["finding_id", "horizon", "basis"],
    partition: Partition::Values(&["finding_id"]),
    columns: &[
        text("finding_id", "hash of the scores or summaries it is about, and of how they were added up"),
        text("horizon", "90d, 1y, 3y, 5y; empty for what follows from the summaries alone"),
        text("basis", "revenue or gross_margin; empty for what follows from the summaries alone"),
        text("findings", "totals, ranking and distribution, or history by month and day, as JSON"),
    ],
};

/// One run.
pub const RUNS: Table = Table {
    name: "runs",
    grain: "one run",
    key: &["run_id"],
    partition: Partition::Values(&["run_id"]),
    columns: &[
        text("run_id", "identifies the run; sorts by time"),
        required("started_at", Instant, "start"),
        required("finished_at", Instant, "end"),
        required("as_of", Day, "as-of date"),
        text("summary_id", "summaries the run used"),
        text("fit_ids", "fits the run used, as JSON: model to fit_id"),
        text("score_id", "scores the run used"),
        text("manifest", "inputs' hashes, settings, seed, versions and what each stage did, as JSON"),
    ],
};
