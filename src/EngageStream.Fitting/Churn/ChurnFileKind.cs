namespace EngageStream.Fitting.Churn;

/// <summary>Formats of transaction files.</summary>
public enum ChurnFileKind
{
    /// <summary>CSV with a header line; see <see cref="Sources.CsvHistoryReader"/>.</summary>
    Csv,

    /// <summary>The CDNOW format; see <see cref="Sources.CdnowReader"/>.</summary>
    Cdnow,
}
