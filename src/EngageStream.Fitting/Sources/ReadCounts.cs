namespace EngageStream.Fitting.Sources;

/// <summary>What became of the rows of a file.</summary>
/// <param name="Rows">Data rows read.</param>
/// <param name="WithoutCustomer">Rows skipped because their customer is empty.</param>
/// <param name="Excluded">Rows skipped by an exclusion.</param>
public readonly record struct ReadCounts(long Rows, long WithoutCustomer, long Excluded)
{
    /// <summary>Rows that count as activity.</summary>
    public long Used => Rows - WithoutCustomer - Excluded;
}
