//! The words of shops for the state of an order, in English and Dutch.

pub(crate) use crate::sources::Status;

impl Status {
    /// Whether the order counts nowhere.
    pub(crate) fn apart(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Test)
    }

    /// What it adds to [`FileTally::undone`](crate::sources::FileTally::undone).
    pub(crate) fn undone(self) -> i64 {
        match self {
            Self::Failed => -1,
            Self::Placed | Self::Paid => 0,
            Self::PartiallyRefunded => 1,
            Self::Refunded => 2,
            Self::Cancelled => 3,
            Self::Test => 4,
        }
    }
}

const WORDS: &[(Status, &[&str])] = &[
    (
        Status::Failed,
        &[
            "failed",
            "expired",
            "declined",
            "incomplete",
            "blocked",
            "uncaptured",
            "unpaid",
            "requires_payment_method",
            "requires_confirmation",
            "requires_action",
            "draft",
            "checkout-draft",
            "mislukt",
            "verlopen",
            "geweigerd",
            "onbetaald",
            "niet betaald",
        ],
    ),
    (
        Status::Placed,
        &[
            "placed",
            "pending",
            "authorized",
            "on-hold",
            "on hold",
            "open",
            "new",
            "partially_paid",
            "in behandeling",
            "nieuw",
            "wacht op betaling",
            "geplaatst",
            "invoiced",
        ],
    ),
    (
        Status::Paid,
        &[
            "paid",
            "completed",
            "complete",
            "processing",
            "succeeded",
            "shipped",
            "delivered",
            "fulfilled",
            "closed",
            "completed_shipped",
            "betaald",
            "voltooid",
            "afgerond",
            "verzonden",
            "geleverd",
            "bezorgd",
        ],
    ),
    (Status::PartiallyRefunded, &["partially_refunded", "partially refunded", "partial refund", "deels terugbetaald"]),
    (
        Status::Refunded,
        &["refunded", "refund", "returned", "chargeback", "charged_back", "terugbetaald", "geretourneerd", "retour"],
    ),
    (
        Status::Cancelled,
        &["cancelled", "canceled", "voided", "void", "trash", "geannuleerd", "gecancelled", "gecanceld", "annuleren"],
    ),
    (Status::Test, &["test", "proef"]),
];

/// The state a word means; `None` when nobody told us.
pub(crate) fn status(word: &str) -> Option<Status> {
    let word = word.strip_prefix("wc-").unwrap_or(word);
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
        .map(|(status, _)| *status)
}

const CHANNELS: &[(&str, &[&str])] = &[
    ("web", &["web", "online", "webshop", "website", "ecommerce", "e-commerce", "shopify", "app"]),
    ("store", &["store", "pos", "winkel", "shop", "retail", "till", "kassa", "filiaal"]),
    ("marketplace", &["marketplace", "bol", "bol.com", "amazon", "ebay", "zalando"]),
    ("phone", &["phone", "telefoon", "call center", "callcenter"]),
    ("field_sales", &["field_sales", "field sales", "buitendienst", "sales"]),
];

/// The channel a word means; an unknown word stands for itself.
pub(crate) fn channel(word: &str) -> &str {
    CHANNELS
        .iter()
        .find(|(_, words)| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
        .map_or(word, |(name, _)| name)
}
