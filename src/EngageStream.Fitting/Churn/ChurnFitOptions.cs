using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Churn;

/// <summary>What <c>engagestream churn fit</c> is told.</summary>
public sealed record ChurnFitOptions
{
    /// <summary>Transaction file, plain or gzip. Not needed when activity is given in a <see cref="HistoryBuilder"/>.</summary>
    public string? File { get; init; }

    /// <summary>Format of the file. Default CSV.</summary>
    public ChurnFileKind FileKind { get; init; } = ChurnFileKind.Csv;

    /// <summary>Columns and exclusions of a CSV file; required for that kind.</summary>
    public CsvLayout? Csv { get; init; }

    /// <summary>The model. Default MBG/NBD, which the engine scores with.</summary>
    public ChurnModelKind Model { get; init; } = ChurnModelKind.MbgNbd;

    /// <summary>Unit of the fit. Default days, the engine's.</summary>
    public TimeUnit Unit { get; init; } = TimeUnit.Days;

    /// <summary>Last day that counts; null (the default) for the last day in the data.</summary>
    public DateOnly? CalibrationEnd { get; init; }
}
