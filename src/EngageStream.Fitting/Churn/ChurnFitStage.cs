namespace EngageStream.Fitting.Churn;

/// <summary>What a fit is busy with.</summary>
public enum ChurnFitStage
{
    /// <summary>Reading the file.</summary>
    Reading,

    /// <summary>Searching the maximum.</summary>
    Fitting,
}
