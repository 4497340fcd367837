//! Parquet out, row groups encoded on any thread and written in order.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::file::writer::SerializedFileWriter;
use datafusion::parquet::schema::types::ColumnPath;

use super::PlainError;

/// Rows of one row group: enough to compress, few enough to read a file on several threads.
pub const ROWS_PER_GROUP: usize = 1 << 17;

/// Encodes row groups; shared between threads.
#[derive(Clone)]
pub(super) struct GroupEncoder {
    factory: Arc<ArrowRowGroupWriterFactory>,
    schema: SchemaRef,
}

impl std::fmt::Debug for GroupEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupEncoder").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// One row group, ready to be appended.
pub(super) struct EncodedGroup(Vec<ArrowColumnChunk>);

impl std::fmt::Debug for EncodedGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EncodedGroup({} columns)", self.0.len())
    }
}

impl GroupEncoder {
    /// Encodes the batches as row group `index` of the file.
    ///
    /// # Errors
    /// When a batch is not of the file's schema.
    pub(super) fn encode(&self, index: usize, batches: &[RecordBatch]) -> Result<EncodedGroup, PlainError> {
        let mut writers = self.factory.create_column_writers(index)?;
        for batch in batches {
            let mut writers = writers.iter_mut();
            for (field, column) in self.schema.fields().iter().zip(batch.columns()) {
                for leaf in compute_leaves(field, column)? {
                    if let Some(writer) = writers.next() {
                        writer.write(&leaf)?;
                    }
                }
            }
        }
        Ok(EncodedGroup(writers.into_iter().map(ArrowColumnWriter::close).collect::<Result<_, _>>()?))
    }
}

/// The file that encoded groups are appended to.
pub(super) struct ParquetFile {
    file: SerializedFileWriter<BufWriter<File>>,
}

impl ParquetFile {
    pub(super) fn create(
        file: File,
        schema: &SchemaRef,
        metadata: &[(String, String)],
    ) -> Result<(Self, GroupEncoder), PlainError> {
        let writer =
            ArrowWriter::try_new(BufWriter::new(file), Arc::clone(schema), Some(properties(schema, metadata)))?;
        let (file, factory) = writer.into_serialized_writer()?;
        Ok((Self { file }, GroupEncoder { factory: Arc::new(factory), schema: Arc::clone(schema) }))
    }

    pub(super) fn append(&mut self, group: EncodedGroup) -> Result<(), PlainError> {
        let mut row_group = self.file.next_row_group()?;
        for chunk in group.0 {
            chunk.append_to_row_group(&mut row_group)?;
        }
        row_group.close()?;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), PlainError> {
        self.file.into_inner()?.flush()?;
        Ok(())
    }
}

/// Snappy, as most readers expect; dictionaries only where values repeat, since a column of distinct
/// numbers or keys pays for a dictionary twice and then does without.
fn properties(schema: &SchemaRef, metadata: &[(String, String)]) -> WriterProperties {
    let pairs = metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(pairs))
        .set_created_by(format!("tenure {}", super::VERSION));
    for field in schema.fields() {
        let repeats = matches!(field.data_type(), DataType::Date32 | DataType::Boolean) || field.name() == "frequency";
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), repeats);
    }
    properties.build()
}
