namespace EngageStream.Playbooks.Compilation;

/// <summary>What expressions may name, and what they turn out to use.</summary>
internal sealed class ModelTables(
    IReadOnlyDictionary<string, DeclaredEvent> events, IReadOnlyDictionary<string, FieldType> traitTypes, IReadOnlyList<string> stageNames)
{
    public IReadOnlyDictionary<string, DeclaredEvent> Events { get; } = events;

    public IReadOnlyDictionary<string, FieldType> TraitTypes { get; } = traitTypes;

    public IReadOnlyList<string> StageNames { get; } = stageNames;

    public MetricTable Metrics { get; } = new();

    public SlotTable Properties { get; } = new();

    public SlotTable Traits { get; } = new();
}
