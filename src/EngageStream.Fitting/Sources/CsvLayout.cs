namespace EngageStream.Fitting.Sources;

/// <summary>Where a CSV file with a header line holds customer and time.</summary>
/// <param name="CustomerColumn">Column of the customer's id; rows where it is empty are skipped and counted.</param>
/// <param name="TimeColumn">Column of the time of activity.</param>
public sealed record CsvLayout(string CustomerColumn, string TimeColumn)
{
    /// <summary>
    /// .NET date format of the time column; null (the default) for ISO 8601: a date, or date and time with or without
    /// seconds and offset.
    /// </summary>
    public string? TimeFormat { get; init; }

    /// <summary>Zone whose midnight parts the days, for times that carry an offset; others are local already. Default UTC.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Field separator; default comma.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Rows to leave out; a row that meets any of them is skipped and counted.</summary>
    public IReadOnlyList<RowExclusion> Exclusions { get; init; } = [];
}
