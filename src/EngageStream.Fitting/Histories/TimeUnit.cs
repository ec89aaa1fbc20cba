namespace EngageStream.Fitting.Histories;

/// <summary>The unit in which a model is fitted. The engine scores in days; published results are often in weeks.</summary>
public enum TimeUnit
{
    /// <summary>Days.</summary>
    Days = 1,

    /// <summary>Weeks of seven days.</summary>
    Weeks = 7,
}
