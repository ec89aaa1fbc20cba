using EngageStream.Oracle.People;

namespace EngageStream.Oracle.Rules;

/// <summary>The rules of a playbook, written by hand.</summary>
internal abstract class Playbook
{
    protected const long Second = 1000;
    protected const long Minute = 60 * Second;
    protected const long Hour = 60 * Minute;
    protected const long Day = 24 * Hour;

    public abstract string Name { get; }

    public virtual string Zone => "UTC";

    /// <summary>Events that the playbook declares. Others are activity without a name.</summary>
    public abstract IReadOnlySet<string> Events { get; }

    /// <summary>Events that are no activity.</summary>
    public abstract IReadOnlySet<string> Passive { get; }

    public abstract IReadOnlyList<string> Traits { get; }

    public abstract long SessionGapMs { get; }

    /// <summary>What is due for longer when it comes to be sent is suppressed as stale.</summary>
    public virtual long MaxLatenessMs => Hour;

    public virtual Churn Churn => Churn.Shipped;

    /// <summary>Stages of people who are gone.</summary>
    public IReadOnlySet<string> Away { get; } = new HashSet<string> { "dormant", "churned" };

    /// <summary>Lengths of silence that alone can change the stage.</summary>
    public abstract IReadOnlyList<long> Silences { get; }

    /// <summary>Windows whose counts decide the stage.</summary>
    public abstract IReadOnlyList<Window> StageWindows { get; }

    public abstract IReadOnlyList<Campaign> Campaigns { get; }

    /// <summary>The first stage that holds.</summary>
    public abstract string StageOf(Person person, long nowMs);

    /// <summary>The playbook of a name.</summary>
    public static Playbook Of(string name) => name switch
    {
        "starter" => new StarterRules(Churn.Shipped),
        "chaos" => new ChaosRules(),
        _ => throw new ArgumentException($"no rules are written for the playbook {name}; there are starter and chaos", nameof(name)),
    };
}
