//! One page with the columns that are used, each read once in the way its role asks for.

use datafusion::arrow::array::{Array, StringArray};

use super::dates::DateFormat;
use super::numbers::Number;
use super::pages::{Page, Texts, When, trim};
use super::roles::Sort;
use super::unsettled::Unsettled;
use super::zones::Zone;
use super::{DateOrder, Inspection, Options, Role, SourceError};

/// Makes frames of pages; what one page settles holds for those after it.
pub(crate) struct Loader {
    inspection: Inspection,
    zone: Zone,
    unsettled: Unsettled,
}

impl Loader {
    pub fn new(inspection: &Inspection, options: &Options) -> Result<Self, SourceError> {
        let mut zone = Zone::of(options)?;
        if inspection.kind == super::Kind::StripePayments {
            zone.assumed = Some(0);
        }
        Ok(Self { inspection: inspection.clone(), zone, unsettled: Unsettled::default() })
    }

    /// Reads the typed columns of a page.
    pub fn load(&mut self, page: Page) -> Result<Frame, SourceError> {
        let mut columns: Vec<Column> = Role::ALL.iter().map(|_| Column::default()).collect();
        let clock = self.inspection.mapping.get(&Role::OrderedTime).copied();
        for (&role, &place) in &self.inspection.mapping {
            let info = self.inspection.columns.get(place);
            let column = &mut columns[role as usize];
            match role.sort() {
                Sort::Number => {
                    let name = info.map_or("", |info| info.name.as_str());
                    let sign = match info.and_then(|info| info.decimal) {
                        Some(sign) => sign,
                        None => self.unsettled.sign(&page, place, (&self.inspection.file, name))?,
                    };
                    page.numbers(Some(place), sign, &mut column.numbers)?;
                }
                Sort::When => {
                    let format = info.and_then(|info| info.dates).unwrap_or(DateFormat::Parts(DateOrder::Ymd));
                    let clock = clock.filter(|_| role == Role::OrderedAt);
                    page.moments(Some(place), clock, format, &mut self.zone, &mut column.whens)?;
                }
                Sort::Text | Sort::Contact => {}
            }
            column.written = match page.texts(Some(place))? {
                Texts::None => Written::Nothing,
                Texts::Spans(_, place) => Written::Field(place),
                Texts::Strings(strings) => Written::Strings(strings),
            };
        }
        Ok(Frame { page, columns, ambiguous_times: self.zone.ambiguous })
    }
}

/// The columns of one page by role.
pub(crate) struct Frame {
    pub page: Page,
    columns: Vec<Column>,
    /// Times so far, from the head of the file, that the clock showed twice.
    pub ambiguous_times: u64,
}

/// The column of one role.
#[derive(Default)]
struct Column {
    written: Written,
    numbers: Vec<Number>,
    whens: Vec<When>,
}

/// Where the texts of a column stand.
#[derive(Default)]
enum Written {
    #[default]
    Nothing,
    /// In the page.
    Field(usize),
    Strings(StringArray),
}

impl Frame {
    /// The text as written, also of numbers and dates; empty for none.
    pub fn text(&self, role: Role, row: usize) -> &str {
        match (&self.columns[role as usize].written, &self.page) {
            (Written::Field(place), Page::Text(chunk)) => trim(chunk.field(row, *place)),
            (Written::Strings(strings), _) if strings.is_valid(row) => trim(strings.value(row)),
            _ => "",
        }
    }

    /// The text unless it is empty.
    pub fn some(&self, role: Role, row: usize) -> Option<&str> {
        let text = self.text(role, row);
        (!text.is_empty()).then_some(text)
    }

    /// The number; empty when no column has the role.
    pub fn number(&self, role: Role, row: usize) -> Number {
        self.columns[role as usize].numbers.get(row).copied().unwrap_or(Number::EMPTY)
    }

    /// The moment; empty when no column has the role.
    pub fn when(&self, role: Role, row: usize) -> When {
        self.columns[role as usize].whens.get(row).copied().unwrap_or(When::Empty)
    }
}
