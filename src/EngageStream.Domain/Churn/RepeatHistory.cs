namespace EngageStream.Domain.Churn;

/// <summary>What the churn models need to know of a person: a sufficient statistic of the active days, time in days.</summary>
/// <param name="X">Active days after the first one; 0 or more.</param>
/// <param name="Tx">Recency: from the first to the last active day; 0 exactly when X is 0.</param>
/// <param name="T">Age: from the first active day to now; at least Tx.</param>
public readonly record struct RepeatHistory(int X, double Tx, double T)
{
    /// <summary>
    /// Time since the last active day, in days. Zero when the clock lies before the last activity, so that an event from a
    /// skewed device never makes a person look gone.
    /// </summary>
    public double Silence => Math.Max(0, T - Tx);

    /// <summary>Whether the three numbers can belong to one person. Scoring does not check this; fitting does.</summary>
    public bool IsConsistent => X >= 0 && Tx >= 0 && T >= Tx && double.IsFinite(T) && (X > 0 || Tx == 0);
}
