/// What can be wrong with the input of a model. Trouble in fitting is not an error but a [`FitStatus`](crate::FitStatus).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A model parameter outside its domain.
    #[error("parameter `{name}` of `{model}` is {value}; it must be finite and above 0")]
    Parameter {
        /// Name of the model.
        model: &'static str,
        /// Name of the parameter.
        name: &'static str,
        /// The value seen.
        value: f64,
    },
    /// The wrong number of parameters.
    #[error("`{model}` takes {wanted} parameters (`{names}`) and got {seen}")]
    ParameterCount {
        /// Name of the model.
        model: &'static str,
        /// How many it takes.
        wanted: usize,
        /// Their names.
        names: String,
        /// How many were given.
        seen: usize,
    },
    /// A number in the data that no customer can have.
    #[error("`{column}` is {value} in row {row}; {allowed}")]
    Value {
        /// The column.
        column: &'static str,
        /// The value seen.
        value: f64,
        /// The row, counted from 0.
        row: usize,
        /// What is allowed, with a hint.
        allowed: &'static str,
    },
    /// Columns of unequal length.
    #[error("`{column}` has {seen} rows and `{first}` has {wanted}; all columns must be equally long")]
    Length {
        /// The column that differs.
        column: &'static str,
        /// Its length.
        seen: usize,
        /// The first column, whose length the others must have.
        first: &'static str,
        /// Its length.
        wanted: usize,
    },
    /// No rows to fit.
    #[error("`{what}` is empty; a fit needs at least one customer")]
    Empty {
        /// The thing that is empty.
        what: &'static str,
    },
}
