//! What a person says about the files of an upload, beyond what the files say themselves: of all of them, and of one.

use std::collections::BTreeMap;

use tenure_engine::sources::{ColumnRef, Options, Role, SourceError};
use url::form_urlencoded;

/// Fields of the form, in its order. A zone stands before what is a time of that zone.
pub(super) const FIELDS: [&str; 13] = [
    "kind",
    "source",
    "decimal",
    "date_order",
    "delimiter",
    "encoding",
    "header",
    "skip",
    "currency",
    "zone",
    "vat",
    "channel",
    "exported_at",
];
/// Longest text of a field.
const LONGEST: usize = 200;

/// What is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    all: Said,
    /// Of one file, by its place from 1; it goes before what is said of all.
    one: BTreeMap<usize, Said>,
}

/// What is said of some files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Said {
    fields: Vec<(&'static str, String)>,
    columns: BTreeMap<Role, ColumnRef>,
    /// In the engine's terms; only what was said is there.
    options: Options,
}

/// What stands before the names of fields that are of one file.
pub(super) fn of_file(place: Option<usize>) -> String {
    place.map_or_else(String::new, |place| format!("{place}."))
}

impl Asked {
    /// From the pairs of an address or a form, over what holds when nothing is said. The name of the field and the
    /// reason, when it makes no sense.
    pub(super) fn read(pairs: &[(String, String)], unsaid: &Options) -> Result<Self, (String, String)> {
        let (mut of_all, mut of_one) = (Vec::new(), BTreeMap::<usize, Vec<(&str, &str)>>::new());
        for (name, value) in pairs {
            match name.split_once('.').and_then(|(place, name)| Some((place.parse().ok()?, name))) {
                Some((place, name)) => of_one.entry(place).or_default().push((name, value)),
                None => of_all.push((name.as_str(), value.as_str())),
            }
        }
        let all = Said::read(&of_all, unsaid, "")?;
        let mut one = BTreeMap::new();
        for (place, pairs) in of_one {
            let said = Said::read(&pairs, &all.options, &of_file(Some(place)))?;
            if !said.fields.is_empty() || !said.columns.is_empty() {
                one.insert(place, said);
            }
        }
        Ok(Self { all, one })
    }

    /// In the engine's terms, for the file at a place from 1.
    pub(super) fn options(&self, place: usize) -> &Options {
        &self.one.get(&place).unwrap_or(&self.all).options
    }

    /// What a field says, of all files or of one.
    pub(super) fn field(&self, place: Option<usize>, name: &str) -> &str {
        let said = place.map_or(Some(&self.all), |place| self.one.get(&place));
        let found = said.and_then(|said| said.fields.iter().find(|(of, _)| *of == name));
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All of it as pairs, in one order.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.all.pairs("");
        pairs.extend(self.one.iter().flat_map(|(place, said)| said.pairs(&of_file(Some(*place)))));
        pairs
    }

    /// What it says of columns, as pairs.
    pub(super) fn columns(&self) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(name, _)| name == "map" || name.ends_with(".map")).collect()
    }

    /// All of it as an address carries it.
    pub(super) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }
}

impl Said {
    fn read(pairs: &[(&str, &str)], over: &Options, before: &str) -> Result<Self, (String, String)> {
        let mut said = Self { options: over.clone(), ..Self::default() };
        let wrong = |name: &str, why: String| (format!("{before}{name}"), why);
        for name in FIELDS {
            let value = pairs.iter().find(|(of, _)| *of == name).map(|(_, value)| value.trim()).unwrap_or_default();
            if value.is_empty() {
                continue;
            }
            if value.chars().count() > LONGEST {
                return Err(wrong(name, format!("`{name}` is longer than {LONGEST} letters")));
            }
            // The words of the form go by what a field is about.
            let option = if name == "kind" { "as" } else { name };
            said.options.say(option, value).map_err(|e| wrong(name, e.to_string()))?;
            said.fields.push((name, value.to_owned()));
        }
        said.map(pairs).map_err(|e| wrong("columns", e.to_string()))?;
        said.options.mapping.extend(said.columns.clone());
        Ok(said)
    }

    /// Columns that were said, and those whose choice was changed: `role.3` is what was chosen for the column that
    /// `column.3` names, `was.3` what stood there.
    fn map(&mut self, pairs: &[(&str, &str)]) -> Result<(), SourceError> {
        for (_, value) in pairs.iter().filter(|(of, _)| *of == "map") {
            if let Some((role, column)) = value.split_once('=') {
                self.columns.insert(role.parse()?, ColumnRef::from(column));
            }
        }
        let get = |name: String| pairs.iter().find(|(of, _)| *of == name).map(|(_, value)| *value);
        let places = pairs.iter().filter_map(|(name, role)| Some((name.strip_prefix("role.")?, *role)));
        let changed: Vec<(&str, &str, &str)> = places
            .filter_map(|(place, role)| Some((role, get(format!("was.{place}"))?, get(format!("column.{place}"))?)))
            .filter(|(role, was, _)| role != was)
            .collect();
        // First what is given up, then what is taken: a role may move from one column to another.
        for (_, was, _) in changed.iter().filter(|(_, was, _)| !was.is_empty()) {
            self.columns.insert(was.parse()?, ColumnRef::Name(String::new()));
        }
        for (role, _, column) in changed.iter().filter(|(role, ..)| !role.is_empty()) {
            self.columns.insert(role.parse()?, ColumnRef::from(*column));
        }
        Ok(())
    }

    fn pairs(&self, before: &str) -> Vec<(String, String)> {
        let fields = self.fields.iter().map(|(name, value)| (format!("{before}{name}"), value.clone()));
        let columns = self.columns.iter().map(|(role, column)| (format!("{before}map"), format!("{role}={column}")));
        fields.chain(columns).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_said_comes_back_from_its_address() {
        let said = pairs(&[
            ("decimal", "comma"),
            ("currency", "eur"),
            ("kind", ""),
            ("map", "amount=Bedrag"),
            ("map", "discount="),
        ]);
        let asked = Asked::read(&said, &Options::default()).expect("it makes sense");
        assert_eq!(asked.query(), "decimal=comma&currency=eur&map=amount%3DBedrag&map=discount%3D");
        let again: Vec<(String, String)> = form_urlencoded::parse(asked.query().as_bytes()).into_owned().collect();
        assert_eq!(Asked::read(&again, &Options::default()).expect("it makes sense"), asked);
        let options = asked.options(1);
        assert_eq!(options.currency.as_deref(), Some("EUR"));
        assert_eq!(options.mapping.get(&Role::Discount).map(ColumnRef::is_none), Some(true));
    }

    #[test]
    fn only_changed_columns_are_said_and_a_role_may_move() {
        let said = pairs(&[
            ("column.0", "When"),
            ("was.0", "ordered_at"),
            ("role.0", "ordered_at"),
            ("column.1", "Net"),
            ("was.1", "amount"),
            ("role.1", ""),
            ("column.2", "Gross"),
            ("was.2", ""),
            ("role.2", "amount"),
            ("column.3", "Off"),
            ("was.3", "discount"),
            ("role.3", ""),
        ]);
        let asked = Asked::read(&said, &Options::default()).expect("it makes sense");
        assert_eq!(asked.query(), "map=amount%3DGross&map=discount%3D");
    }

    #[test]
    fn nonsense_names_its_field() {
        let wrong =
            |name: &str, value: &str| Asked::read(&pairs(&[(name, value)]), &Options::default()).expect_err("nonsense");
        assert_eq!(
            wrong("decimal", "dot"),
            ("decimal".to_owned(), "`decimal` is `dot`; allowed: comma, point".to_owned())
        );
        assert_eq!(wrong("currency", "euro").0, "currency");
        assert_eq!(wrong("map", "cost_of=x").0, "columns");
    }

    #[test]
    fn what_is_said_of_one_file_goes_before_what_is_said_of_all() {
        let said = pairs(&[
            ("date_order", "dmy"),
            ("2.date_order", "mdy"),
            ("2.column.3", "Bedrag"),
            ("2.was.3", ""),
            ("2.role.3", "amount"),
            ("3.kind", ""),
        ]);
        let asked = Asked::read(&said, &Options::default()).expect("it makes sense");
        assert_eq!(asked.query(), "date_order=dmy&2.date_order=mdy&2.map=amount%3DBedrag");
        let orders =
            [1, 2, 3].map(|place| asked.options(place).date_order.map(tenure_engine::sources::DateOrder::name));
        assert_eq!(orders, [Some("dmy"), Some("mdy"), Some("dmy")]);
        let columns = [1, 2, 3].map(|place| asked.options(place).mapping.len());
        assert_eq!(columns, [0, 1, 0]);
        assert_eq!((asked.field(None, "date_order"), asked.field(Some(2), "date_order")), ("dmy", "mdy"));
        assert_eq!(asked.field(Some(1), "date_order"), "");
        let wrong = Asked::read(&pairs(&[("2.decimal", "dot")]), &Options::default()).expect_err("nonsense");
        assert_eq!(wrong.0, "2.decimal");
    }

    #[test]
    fn a_header_is_there_or_not_and_a_source_has_no_colon() {
        let read = |name: &str, value: &str| Asked::read(&pairs(&[(name, value)]), &Options::default());
        for (said, header) in [("yes", true), ("true", true), ("no", false), ("false", false)] {
            assert_eq!(read("header", said).expect("it makes sense").options(1).has_header, Some(header), "{said}");
        }
        assert_eq!(read("header", "1").expect_err("nonsense").0, "header");
        assert_eq!(read("source", "shop:nl").expect_err("nonsense").0, "source");
    }
}
