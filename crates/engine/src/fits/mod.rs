//! Models fitted on summaries.
//!
//! Reads a summary (one row a customer), writes one [`StoredFit`]. `columns` is the one door from
//! Arrow to the slices that the mathematics takes.

mod columns;
mod error;
mod stored;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use tenure_models::{
    BgNbd, FitSettings, Fitted, GammaGamma, GroupedHistories, GroupedSpends, LeftOut, MbgNbd, ModelError,
};

pub use columns::{Door, Needs, Slices, is_key};
pub use error::FitError;
pub use stored::{FittedModel, FittedPurchases, StoredFit};

use crate::plain::{Table, ordered};
use crate::summaries::Unit;

/// A model that can be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelName {
    /// BG/NBD.
    BgNbd,
    /// MBG/NBD.
    MbgNbd,
    /// Gamma-Gamma.
    GammaGamma,
}

impl FromStr for ModelName {
    type Err = FitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "bg-nbd" => Ok(Self::BgNbd),
            "mbg-nbd" => Ok(Self::MbgNbd),
            "gamma-gamma" => Ok(Self::GammaGamma),
            other => Err(FitError::UnknownModel(other.to_owned())),
        }
    }
}

/// What `tenure fit` was asked.
#[derive(Debug, Clone)]
pub struct FitSpec {
    /// The summary.
    pub file: PathBuf,
    /// The model.
    pub model: ModelName,
    /// Unit of time, when the file does not say.
    pub unit: Option<Unit>,
    /// Threads to use.
    pub threads: usize,
}

/// A fit and how it came about.
#[derive(Debug, Clone)]
pub struct FitReport {
    /// The fit.
    pub fit: StoredFit,
    /// What is worth telling: columns taken under other names, customers left out.
    pub notes: Vec<String>,
    /// Time spent grouping and fitting, reading left out.
    pub computing: Duration,
}

/// Fits a model on a summary file.
///
/// # Errors
/// When a column is absent or holds what no customer can have. A fit that does not converge is no error.
pub fn run(spec: &FitSpec) -> Result<FitReport, FitError> {
    let spend = spec.model == ModelName::GammaGamma;
    let table = Table::open(&spec.file, is_key)?;
    let unit = unit_of(&table, spec.unit)?;
    let (door, slices) = read(&table, Needs { customer: false, times: !spend, spend }, spec.threads)?;
    let mut notes = door.taken;
    let started = Instant::now();
    let fit = fit(&slices, spec, unit, &mut notes)?;
    Ok(FitReport { fit, notes, computing: started.elapsed() })
}

/// Unit of a table: what it carries, else what is asked, else a week.
///
/// # Errors
/// When what is asked contradicts what it carries.
pub fn unit_of(table: &Table, asked: Option<Unit>) -> Result<Unit, FitError> {
    let stored: Option<Unit> = table.metadata(Unit::METADATA_KEY).and_then(|unit| unit.parse().ok());
    match (stored, asked) {
        (Some(stored), Some(asked)) if stored != asked => Err(FitError::OtherUnit {
            asked: asked.to_string(),
            file: table.path().display().to_string(),
            stored: stored.to_string(),
        }),
        (stored, asked) => Ok(stored.or(asked).unwrap_or_default()),
    }
}

/// All rows of a table as checked slices.
///
/// # Errors
/// When a column is absent or holds what no customer can have.
pub fn read(table: &Table, needs: Needs, threads: usize) -> Result<(Door, Slices), FitError> {
    let file = table.path().display().to_string();
    let door = Door::find(table.schema(), &file, needs)?;
    let columns = door.columns();
    let mut all = Slices::default();
    let work = |piece| match table.piece(piece, &columns)? {
        None => Ok(None),
        Some(rows) => door.slices(&rows.batch, rows.before).map(Some),
    };
    ordered(threads, work, |part: Slices| {
        all.frequency.extend(part.frequency);
        all.recency.extend(part.recency);
        all.age.extend(part.age);
        all.spend.extend(part.spend);
        Ok::<_, FitError>(())
    })?;
    if all.frequency.is_empty() {
        return Err(FitError::Empty { file });
    }
    Ok((door, all))
}

fn fit(slices: &Slices, spec: &FitSpec, unit: Unit, notes: &mut Vec<String>) -> Result<StoredFit, FitError> {
    let settings = FitSettings { threads: spec.threads, ..FitSettings::default() };
    if spec.model == ModelName::GammaGamma {
        let (fit, left_out) = fit_spend(slices, &settings).map_err(|error| match error {
            ModelError::Empty { .. } => FitError::NoSpend { file: spec.file.display().to_string() },
            error => error.into(),
        })?;
        notes.extend(left_out_note(left_out));
        return Ok(StoredFit::new(&fit, unit));
    }
    let grouped = GroupedHistories::new(&slices.frequency, &slices.recency, &slices.age, None)?;
    Ok(match spec.model {
        ModelName::MbgNbd => StoredFit::new(&MbgNbd::fit(&grouped, &settings), unit),
        _ => StoredFit::new(&BgNbd::fit(&grouped, &settings), unit),
    })
}

/// Fits Gamma-Gamma on the customers whose spend it can take.
///
/// # Errors
/// When there is none.
pub fn fit_spend(slices: &Slices, settings: &FitSettings) -> Result<(Fitted<GammaGamma>, LeftOut), ModelError> {
    let grouped = GroupedSpends::new(&slices.frequency, &slices.spend, None)?;
    Ok((GammaGamma::fit(&grouped, settings), grouped.left_out()))
}

fn left_out_note(left_out: LeftOut) -> Option<String> {
    let LeftOut { without_repeats, without_positive_spend } = left_out;
    (without_repeats + without_positive_spend > 0.0).then(|| {
        format!(
            "left out of the spend fit: {without_repeats} customers without a repeat purchase, \
             {without_positive_spend} whose repeat purchases come to nothing or less"
        )
    })
}

/// Reads model files.
///
/// # Errors
/// When one cannot be read.
pub fn read_models(files: &[PathBuf]) -> Result<Vec<StoredFit>, FitError> {
    files.iter().map(|file: &PathBuf| StoredFit::read(Path::new(file))).collect()
}
