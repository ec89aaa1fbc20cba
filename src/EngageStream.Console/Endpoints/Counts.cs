namespace EngageStream.Console.Endpoints;

/// <summary>Sums over nodes.</summary>
internal static class Counts
{
    /// <summary>Sums counts by name, in the order in which names are first seen.</summary>
    public static Dictionary<string, long> Sum(IEnumerable<IReadOnlyDictionary<string, long>> counts) => counts
        .SelectMany(of => of)
        .GroupBy(count => count.Key)
        .ToDictionary(group => group.Key, group => group.Sum(count => count.Value));
}
