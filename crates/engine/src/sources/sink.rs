//! The way out of a file: every row is counted in one class, and either landed, left out or rejected.

use std::collections::BTreeMap;
use std::hash::Hash;

use super::currencies::Code;
use super::frame::Frame;
use super::identity::Keys;
use super::mask::{Masker, fields};
use super::pages::{Page, When};
use super::records::{Bad, Malformed, RECORD_LIMIT};
use super::repeats::{Counted, Place, Repeats};
use super::seen::Seen;
use super::writers::{ContactPoints, ContactRow, CustomerRecords, CustomerRow, OrderLines, Orders, Refunds};
use super::zones::Moment;
use super::{Disposition, FileTally, Inspection, Landing, Options, Role, SourceError, Status};

/// Why a row is rejected.
pub(crate) struct Refusal {
    /// Class in the tally.
    pub class: &'static str,
    pub column: Option<Role>,
    pub reason: String,
}

impl Refusal {
    pub fn new(class: &'static str, column: Role, reason: String) -> Self {
        Self { class, column: Some(column), reason }
    }
}

/// Where the rows of one file go.
pub(crate) struct Sink<'a> {
    pub landing: &'a mut dyn Landing,
    pub tally: FileTally,
    pub orders: Orders,
    pub lines: OrderLines,
    pub refunds: Refunds,
    customers: CustomerRecords,
    contacts: ContactPoints,
    seen: Seen,
    repeats: Repeats,
    masker: Masker,
    pub source: String,
    pub currency: Code,
    statuses: BTreeMap<String, Status>,
    latest: i64,
    names: Vec<String>,
    columns: Vec<Option<usize>>,
}

impl<'a> Sink<'a> {
    pub fn new(inspection: &Inspection, options: &Options, landing: &'a mut dyn Landing) -> Result<Self, SourceError> {
        let currency = SourceError::currency(&inspection.currency)?;
        Ok(Self {
            landing,
            tally: FileTally::default(),
            orders: Orders::new(),
            lines: OrderLines::new(),
            refunds: Refunds::new(),
            customers: CustomerRecords::new(),
            contacts: ContactPoints::new(),
            seen: Seen::new(),
            repeats: Repeats::default(),
            masker: Masker::new(inspection),
            source: inspection.source.clone(),
            currency,
            statuses: options.statuses.clone(),
            latest: options.latest(),
            names: inspection.columns.iter().map(|column| column.name.clone()).collect(),
            columns: Role::ALL.iter().map(|role| inspection.mapping.get(role).copied()).collect(),
        })
    }

    /// Name of the column of a role, for messages.
    fn column(&self, role: Role) -> &str {
        let name = self.columns[role as usize].and_then(|place| self.names.get(place));
        name.map_or(role.name(), String::as_str)
    }

    /// The moment of a row, provided that it can be true.
    pub fn moment(&self, frame: &Frame, role: Role, row: usize) -> Result<Moment, Refusal> {
        let shown = || super::mask::bad(role, frame.text(role, row));
        match frame.when(role, row) {
            When::Empty => Err(Refusal::new("no date", role, "empty; expected a date".to_owned())),
            When::Bad => Err(Refusal::new(
                "unreadable date",
                role,
                format!("`{}` is no date in the form of this column", shown()),
            )),
            When::At(moment) => match moment.plausible(self.latest) {
                Ok(()) => Ok(moment),
                Err(why) => {
                    let class = if why == "in the future" { "date in the future" } else { "date before 1990" };
                    Err(Refusal::new(class, role, format!("`{}` is {why}", shown())))
                }
            },
        }
    }

    /// The state that a word means, by the settings or by what is known of shops; none for no word, and for one that
    /// nobody told us, which is counted.
    pub fn status(&mut self, word: &str) -> Option<Status> {
        if word.is_empty() {
            return None;
        }
        let given = self.statuses.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, state)| *state);
        let state = given.or_else(|| super::kinds::status(word));
        if state.is_none() {
            self.tally.wonder(word);
        }
        state
    }

    /// The currency of a row.
    pub fn code(&self, frame: &Frame, row: usize) -> Result<Code, Refusal> {
        let text = frame.text(Role::Currency, row);
        if text.is_empty() || super::numbers::stands_for_nothing(text) {
            return Ok(self.currency);
        }
        Code::read(text).ok_or_else(|| {
            let reason = format!(
                "`{}` is no currency; expected an ISO 4217 code such as {}",
                super::mask::bad(Role::Currency, text),
                super::currencies::nearest(text)
            );
            Refusal::new("unreadable currency", Role::Currency, reason)
        })
    }

    /// Counts a row, and tells how it stands to earlier rows of its key: of rows with one key the lake keeps
    /// the newest, and so the others are counted as left out, under the name `again`.
    pub fn count(&mut self, key: Option<impl Hash>, again: &'static str, row: Counted) -> Place {
        let place = key.map_or(Place::First, |key| self.repeats.place(key, row));
        let (mut class, mut disposition) = (row.class, row.disposition);
        match place {
            Place::First => {}
            Place::Instead(before) => {
                let from = (before.class, before.disposition);
                let to = (again, Disposition::Excluded);
                self.tally.moved(from, to, before.currency.as_str(), before.amount);
            }
            Place::Again => (class, disposition) = (again, Disposition::Excluded),
        }
        self.tally.count(class, disposition, row.currency.as_str(), Some(row.amount));
        place
    }

    /// Rejects a row; `amount` is what could be read of it, in units of 10^-12.
    pub fn refuse(
        &mut self,
        frame: &Frame,
        row: usize,
        refusal: Refusal,
        currency: Code,
        amount: Option<i128>,
    ) -> Result<(), SourceError> {
        if let Page::Text(chunk) = &frame.page
            && frame.when(Role::OrderedAt, row).moment().is_none()
            && fields(chunk, row).map(str::trim).find(|field| !field.is_empty()).is_some_and(totals)
        {
            self.leave_out_totals(currency);
            return Ok(());
        }
        self.tally.count(refusal.class, Disposition::Rejected, currency.as_str(), amount);
        let masked = match &frame.page {
            Page::Text(chunk) => self.masker.row(fields(chunk, row)),
            Page::Batch(_) => self.masker.roles(|role| frame.some(role, row)),
        };
        let column = refusal.column.map(|role| self.column(role).to_owned());
        self.landing.reject(frame.page.line(row), column.as_deref(), &refusal.reason, &masked)
    }

    /// Rejects the records of a page that are no rows.
    pub fn refuse_bad(&mut self, page: &Page) -> Result<(), SourceError> {
        for bad in page.bad() {
            let held = match page {
                Page::Text(chunk) => chunk.text.get(bad.text.clone()).unwrap_or_default(),
                Page::Batch(_) => "",
            };
            if matches!(bad.why, Malformed::Fields { .. }) && totals(self.masker.first(held)) {
                self.leave_out_totals(self.currency);
                continue;
            }
            let (class, reason) = explain(bad, self.names.len());
            self.tally.count(class, Disposition::Rejected, self.currency.as_str(), None);
            let masked = self.masker.broken(held);
            self.landing.reject(bad.line, None, &reason, &masked)?;
        }
        Ok(())
    }

    /// Counts a row of totals as left out. Its amount is that of the rows above it, which were counted.
    fn leave_out_totals(&mut self, currency: Code) {
        self.tally.count("totals row", Disposition::Excluded, currency.as_str(), Some(0));
    }

    /// Lands the profile of a row, unless it says nothing new.
    pub fn profile(&mut self, profile: CustomerRow<'_>, seen: i64) -> Result<(), SourceError> {
        let Some(record) = profile.record_id else { return Ok(()) };
        let content = [
            profile.email,
            profile.phone,
            profile.first_name,
            profile.last_name,
            profile.company,
            profile.street,
            profile.house_number,
            profile.postcode,
            profile.city,
            profile.country,
            profile.loyalty_id,
            profile.account_id,
        ];
        let news = if content.iter().all(Option::is_none) {
            self.seen.bare(record)
        } else {
            self.seen.later(record, content, profile.version_at.unwrap_or(seen))
        };
        if news {
            let version_at = profile.version_at.or(Some(seen));
            self.customers.push(CustomerRow { source: Some(&self.source), version_at, ..profile }, self.landing)?;
        }
        let points = [("email", profile.email), ("phone", profile.phone), ("loyalty_card", profile.loyalty_id)];
        for (kind, value) in points {
            if value.is_none() || !self.seen.wider((kind, record, value), seen) {
                continue;
            }
            let point = ContactRow {
                source: Some(&self.source),
                record_id: Some(record),
                kind: Some(kind),
                value,
                first_seen: Some(seen),
                last_seen: Some(seen),
                version_at: profile.version_at,
            };
            self.contacts.push(point, self.landing)?;
        }
        Ok(())
    }

    /// The profile that a row's contact columns give to the record of `keys`.
    #[expect(clippy::too_many_arguments, reason = "each is a different thing that one row says of its record")]
    pub fn profile_of(
        &mut self,
        frame: &Frame,
        row: usize,
        keys: &Keys,
        record: &str,
        guest: bool,
        at: i64,
        version: Option<i64>,
    ) -> Result<(), SourceError> {
        let some = |role| frame.some(role, row);
        let filled = |text| if str::is_empty(text) { None } else { Some(text) };
        let profile = CustomerRow {
            source: None,
            record_id: Some(record),
            loyalty_id: some(Role::LoyaltyId),
            account_id: some(Role::AccountId),
            email: filled(keys.email.as_str()),
            phone: filled(keys.phone.as_str()),
            first_name: some(Role::FirstName),
            last_name: some(Role::LastName).or(some(Role::Name)),
            company: some(Role::Company),
            street: some(Role::Street),
            house_number: some(Role::HouseNumber),
            postcode: some(Role::Postcode),
            city: some(Role::City),
            country: some(Role::Country),
            guest,
            version_at: version,
        };
        self.profile(profile, at)
    }

    /// Hands on everything that is still here.
    pub fn finish(&mut self) -> Result<(), SourceError> {
        self.customers.flush(self.landing)?;
        self.contacts.flush(self.landing)?;
        self.orders.flush(self.landing)?;
        self.lines.flush(self.landing)?;
        self.refunds.flush(self.landing)
    }
}

/// Whether the first word of a row says that the row adds up those above it.
fn totals(word: &str) -> bool {
    const WORDS: [&str; 9] =
        ["total", "totals", "totaal", "totalen", "eindtotaal", "subtotal", "subtotaal", "sum", "som"];
    let word = word.trim_matches('"').trim_end_matches([':', ' ']).to_lowercase();
    WORDS.contains(&word.as_str()) || word == "grand total"
}

pub(crate) fn explain(bad: &Bad, columns: usize) -> (&'static str, String) {
    match bad.why {
        Malformed::Fields { found } => {
            ("wrong number of fields", format!("{found} fields where the header has {columns}"))
        }
        Malformed::Nul => ("NUL bytes", "holds NUL bytes; the file is damaged or of another encoding".to_owned()),
        Malformed::NotUtf8 => {
            ("wrong encoding", "is no valid UTF-8; `--encoding windows-1252` reads other letters".to_owned())
        }
        Malformed::Bytes => ("wrong encoding", "holds bytes that are no UTF-8 text".to_owned()),
        Malformed::TooLong => ("too long", format!("longer than {} MiB", RECORD_LIMIT >> 20)),
        Malformed::OpenQuote => ("open quote", "opens a quote that is never closed".to_owned()),
        Malformed::NotJson => ("no JSON object", "is no JSON object".to_owned()),
    }
}
