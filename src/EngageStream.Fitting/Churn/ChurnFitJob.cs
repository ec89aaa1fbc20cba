using EngageStream.Fitting.Histories;
using EngageStream.Fitting.Sources;

namespace EngageStream.Fitting.Churn;

/// <summary>From transactions to parameters: what <c>engagestream churn fit</c> runs.</summary>
public static class ChurnFitJob
{
    /// <summary>Reads the file that the options name and fits the model to it.</summary>
    /// <exception cref="FittingException">Something the user can mend; the message says what and how.</exception>
    public static ChurnFitReport Run(
        ChurnFitOptions options, IProgress<ChurnFitProgress>? progress = null, CancellationToken cancel = default)
    {
        string file = options.File ?? throw new FittingException("There is no file to fit. Give one with --csv or --cdnow.");
        var activity = new HistoryBuilder();
        Action<long> onRows = rows => progress?.Report(new ChurnFitProgress(ChurnFitStage.Reading, rows, null));
        ReadCounts counts = options.FileKind switch
        {
            ChurnFileKind.Cdnow => CdnowReader.Read(file, activity, onRows, cancel),
            _ => CsvHistoryReader.Read(file, options.Csv ?? throw MissingColumns(), activity, onRows, cancel),
        };
        return Run(options, activity, counts, progress, cancel);
    }

    /// <summary>Fits the model to activity that was gathered elsewhere, for example from a topic.</summary>
    /// <exception cref="FittingException">The activity does not determine a model.</exception>
    public static ChurnFitReport Run(
        ChurnFitOptions options, HistoryBuilder activity, ReadCounts counts,
        IProgress<ChurnFitProgress>? progress = null, CancellationToken cancel = default)
    {
        HistorySet histories = activity.Build(options.Unit, options.CalibrationEnd);
        FitResult fit = ChurnFitter.Fit(options.Model, histories.Histories, progress, cancel);
        return new ChurnFitReport(fit, histories, counts);
    }

    private static FittingException MissingColumns() =>
        new("A CSV file needs the names of two columns. Give them with --customer and --time.");
}
