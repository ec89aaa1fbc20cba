namespace EngageStream.Fitting.Histories;

/// <summary>What a fit is made from.</summary>
/// <param name="Histories">Distinct histories with their number of customers, in a fixed order.</param>
/// <param name="Unit">Unit of the histories' times.</param>
/// <param name="CalibrationEnd">Last day that counts; ages end here.</param>
/// <param name="Customers">Customers whose first active day is not after the calibration end.</param>
/// <param name="LaterCustomers">Customers left out because they came after it.</param>
public sealed record HistorySet(
    IReadOnlyList<WeightedHistory> Histories,
    TimeUnit Unit,
    DateOnly CalibrationEnd,
    int Customers,
    int LaterCustomers)
{
    /// <summary>Customers who were active on more than one day.</summary>
    public int Returning => Histories.Where(entry => entry.History.X > 0).Sum(entry => entry.Customers);

    /// <summary>All repeat active days.</summary>
    public long Repeats => Histories.Sum(entry => (long)entry.History.X * entry.Customers);
}
