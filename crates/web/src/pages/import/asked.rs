//! What a person says about the files of an upload, beyond what the files say themselves.

use std::str::FromStr;

use tenure_engine::sources::{
    ColumnRef, DateOrder, DecimalSign, Delimiter, Encoding, Kind, Mapping, Options, Role, SourceError, Vat,
};
use url::form_urlencoded;

/// Fields of the form, in its order.
pub(super) const FIELDS: [&str; 11] = [
    "kind",
    "source",
    "decimal",
    "date_order",
    "delimiter",
    "encoding",
    "header",
    "currency",
    "zone",
    "vat",
    "channel",
];
/// Longest text of a field.
const LONGEST: usize = 200;

/// What is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    fields: Vec<(&'static str, String)>,
    columns: Mapping,
    /// In the engine's terms; only what was said is there.
    options: Options,
}

impl Asked {
    /// From the pairs of an address or a form. The name of the field and the reason, when it makes no sense.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, (String, String)> {
        let mut asked = Self::default();
        for name in FIELDS {
            let value = pairs.iter().find(|(of, _)| of == name).map(|(_, value)| value.trim()).unwrap_or_default();
            if value.is_empty() {
                continue;
            }
            if value.chars().count() > LONGEST {
                return Err((name.to_owned(), format!("`{name}` is longer than {LONGEST} letters")));
            }
            asked.set(name, value).map_err(|e| (name.to_owned(), e.to_string()))?;
            asked.fields.push((name, value.to_owned()));
        }
        for (_, value) in pairs.iter().filter(|(of, _)| of == "map") {
            if let Some((role, column)) = value.split_once('=') {
                let role = Role::from_str(role).map_err(|e| ("columns".to_owned(), e.to_string()))?;
                asked.columns.insert(role, ColumnRef::from(column));
            }
        }
        asked.chosen(pairs).map_err(|e| ("columns".to_owned(), e.to_string()))?;
        Ok(asked)
    }

    /// Columns whose choice was changed: `role.3` is what was chosen for the column that `column.3` names, `was.3`
    /// what stood there.
    fn chosen(&mut self, pairs: &[(String, String)]) -> Result<(), SourceError> {
        let get = |name: String| pairs.iter().find(|(of, _)| *of == name).map(|(_, value)| value.as_str());
        let places = pairs.iter().filter_map(|(name, role)| Some((name.strip_prefix("role.")?, role.as_str())));
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

    fn set(&mut self, name: &str, value: &str) -> Result<(), SourceError> {
        let options = &mut self.options;
        match name {
            "kind" => options.kind = Some(Kind::from_str(value)?),
            "source" => options.source = Some(value.to_owned()),
            "decimal" => options.decimal = Some(DecimalSign::from_str(value)?),
            "date_order" => options.date_order = Some(DateOrder::from_str(value)?),
            "delimiter" => options.delimiter = Some(Delimiter::from_str(value)?),
            "encoding" => options.encoding = Some(Encoding::from_str(value)?),
            "header" => options.has_header = Some(value == "yes"),
            "currency" => options.currency = Some(currency(value)?),
            "zone" => options.zone = Some(value.to_owned()),
            "vat" => options.vat = Some(Vat::from_str(value)?),
            "channel" => options.channel = Some(value.to_owned()),
            _ => {}
        }
        Ok(())
    }

    /// Puts it over what is known.
    pub(super) fn put(&self, options: &mut Options) {
        fn over<T: Clone>(to: &mut Option<T>, said: Option<&T>) {
            if let Some(said) = said {
                *to = Some(said.clone());
            }
        }
        let said = &self.options;
        over(&mut options.kind, said.kind.as_ref());
        over(&mut options.source, said.source.as_ref());
        over(&mut options.decimal, said.decimal.as_ref());
        over(&mut options.date_order, said.date_order.as_ref());
        over(&mut options.delimiter, said.delimiter.as_ref());
        over(&mut options.encoding, said.encoding.as_ref());
        over(&mut options.has_header, said.has_header.as_ref());
        over(&mut options.currency, said.currency.as_ref());
        over(&mut options.zone, said.zone.as_ref());
        over(&mut options.vat, said.vat.as_ref());
        over(&mut options.channel, said.channel.as_ref());
        options.mapping.extend(self.columns.clone());
    }

    /// What a field says.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(of, _)| *of == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All of it as pairs, in one order.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let columns = self.columns.iter().map(|(role, column)| ("map", format!("{role}={column}")));
        self.fields.iter().cloned().chain(columns).collect()
    }

    /// All of it as an address carries it.
    pub(super) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }
}

fn currency(value: &str) -> Result<String, SourceError> {
    let code = value.to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(SourceError::Setting {
        name: "currency",
        value: value.to_owned(),
        allowed: "an ISO 4217 code such as EUR".to_owned(),
    })
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
        let asked = Asked::read(&said).expect("it makes sense");
        assert_eq!(asked.query(), "decimal=comma&currency=eur&map=amount%3DBedrag&map=discount%3D");
        let again: Vec<(String, String)> = form_urlencoded::parse(asked.query().as_bytes()).into_owned().collect();
        assert_eq!(Asked::read(&again).expect("it makes sense"), asked);
        let mut options = Options::default();
        asked.put(&mut options);
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
        let asked = Asked::read(&said).expect("it makes sense");
        assert_eq!(asked.query(), "map=amount%3DGross&map=discount%3D");
    }

    #[test]
    fn nonsense_names_its_field() {
        let wrong = |name: &str, value: &str| Asked::read(&pairs(&[(name, value)])).expect_err("nonsense");
        assert_eq!(
            wrong("decimal", "dot"),
            ("decimal".to_owned(), "`decimal` is `dot`; allowed: comma, point".to_owned())
        );
        assert_eq!(wrong("currency", "euro").0, "currency");
        assert_eq!(wrong("map", "cost_of=x").0, "columns");
    }
}
