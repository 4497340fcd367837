pub(crate) fn run(_quick: bool) -> anyhow::Result<()> {
    Ok(())
}
