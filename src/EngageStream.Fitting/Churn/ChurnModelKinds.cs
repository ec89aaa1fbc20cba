namespace EngageStream.Fitting.Churn;

/// <summary>Names of the models as on the command line.</summary>
public static class ChurnModelKinds
{
    /// <summary><c>mbg-nbd</c> or <c>bg-nbd</c>.</summary>
    public static string Name(this ChurnModelKind kind) => kind == ChurnModelKind.MbgNbd ? "mbg-nbd" : "bg-nbd";

    /// <summary>The model of a name.</summary>
    /// <exception cref="FittingException">No model has that name.</exception>
    public static ChurnModelKind Parse(string name) => name switch
    {
        "mbg-nbd" => ChurnModelKind.MbgNbd,
        "bg-nbd" => ChurnModelKind.BgNbd,
        _ => throw new FittingException($"There is no churn model '{name}'. Choose mbg-nbd (live scoring) or bg-nbd (comparison)."),
    };
}
