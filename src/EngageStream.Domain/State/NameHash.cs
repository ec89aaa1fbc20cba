using System.Text;

namespace EngageStream.Domain.State;

/// <summary>Short names by content for the compact form: FNV-1a (Fowler, Noll, Vo), 32 bits, of the name's UTF-8.</summary>
public static class NameHash
{
    /// <summary>Hash of a name; never 0, which stands for none.</summary>
    public static uint Of(string name)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash == 0 ? 1 : hash;
    }

    /// <summary>Index by hash.</summary>
    /// <exception cref="ArgumentException">Two names have the same hash: one of them has to be changed.</exception>
    public static Dictionary<uint, int> Index(IEnumerable<string> names)
    {
        var byHash = new Dictionary<uint, (int Index, string Name)>();
        int index = 0;
        foreach (string name in names)
        {
            if (!byHash.TryAdd(Of(name), (index++, name)))
            {
                throw new ArgumentException($"The names '{name}' and '{byHash[Of(name)].Name}' have the same 32-bit hash. Rename one of them.");
            }
        }

        return byHash.ToDictionary(pair => pair.Key, pair => pair.Value.Index);
    }
}
