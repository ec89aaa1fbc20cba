using EngageStream.Host.Yaml;

namespace EngageStream.Host.Mapping;

/// <summary>A map, or everything that is wrong with its file.</summary>
/// <param name="Map">The map; null when there are errors.</param>
/// <param name="Errors">All faults in the order of their places.</param>
public sealed record ImportMapResult(ImportMap? Map, IReadOnlyList<YamlError> Errors);
