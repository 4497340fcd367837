//! One page with the columns that are used, each read once in the way its role asks for.

use super::dates::DateFormat;
use super::numbers::Number;
use super::pages::{Page, Texts, When};
use super::roles::Sort;
use super::unsettled::Unsettled;
use super::zones::Zone;
use super::{DateOrder, Inspection, Role, SourceError};

/// Memory for the typed columns, used again for every page.
pub(crate) struct Loader {
    numbers: Vec<Vec<Number>>,
    whens: Vec<Vec<When>>,
    unsettled: Unsettled,
}

impl Loader {
    pub fn new() -> Self {
        let empty = || Role::ALL.iter().map(|_| Vec::new()).collect();
        Self {
            numbers: empty(),
            whens: Role::ALL.iter().map(|_| Vec::new()).collect(),
            unsettled: Unsettled::default(),
        }
    }

    /// Reads the typed columns of a page.
    pub fn load<'a>(
        &'a mut self,
        page: &'a Page,
        inspection: &Inspection,
        zone: &mut Zone,
    ) -> Result<Frame<'a>, SourceError> {
        let mut texts: Vec<Texts<'a>> = Role::ALL.iter().map(|_| Texts::None).collect();
        let clock = inspection.mapping.get(&Role::OrderedTime).copied();
        for (&role, &place) in &inspection.mapping {
            let column = inspection.columns.get(place);
            match role.sort() {
                Sort::Number => {
                    let name = column.map_or("", |column| column.name.as_str());
                    let sign = match column.and_then(|column| column.decimal) {
                        Some(sign) => sign,
                        None => self.unsettled.sign(page, place, (&inspection.file, name))?,
                    };
                    page.numbers(Some(place), sign, &mut self.numbers[role as usize])?;
                }
                Sort::When => {
                    let format = column.and_then(|column| column.dates).unwrap_or(DateFormat::Parts(DateOrder::Ymd));
                    let clock = clock.filter(|_| role == Role::OrderedAt);
                    page.moments(Some(place), clock, format, zone, &mut self.whens[role as usize])?;
                }
                Sort::Text | Sort::Contact => {}
            }
            texts[role as usize] = page.texts(Some(place))?;
        }
        Ok(Frame { page, texts, numbers: &self.numbers, whens: &self.whens })
    }
}

/// The columns of one page by role.
pub(crate) struct Frame<'a> {
    pub page: &'a Page,
    texts: Vec<Texts<'a>>,
    numbers: &'a [Vec<Number>],
    whens: &'a [Vec<When>],
}

impl Frame<'_> {
    /// The text as written, also of numbers and dates; empty for none.
    pub fn text(&self, role: Role, row: usize) -> &str {
        self.texts[role as usize].get(row)
    }

    /// The text unless it is empty.
    pub fn some(&self, role: Role, row: usize) -> Option<&str> {
        self.texts[role as usize].some(row)
    }

    /// The number; empty when no column has the role.
    pub fn number(&self, role: Role, row: usize) -> Number {
        self.numbers[role as usize].get(row).copied().unwrap_or(Number::EMPTY)
    }

    /// The moment; empty when no column has the role.
    pub fn when(&self, role: Role, row: usize) -> When {
        self.whens[role as usize].get(row).copied().unwrap_or(When::Empty)
    }
}
