using EngageStream.EmbeddedKafka.Topics;

namespace EngageStream.EmbeddedKafka.Apis.Topics;

/// <summary>One change of a setting: set, back to the default, or add to and take from a list.</summary>
internal readonly record struct ConfigChange(string Name, sbyte Operation, string? Value)
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    /// <returns>What is wrong with the change; null when it was made. Values are checked afterwards, together.</returns>
    public string? Apply(SortedDictionary<string, string> configs, ConfigDefinitions definitions)
    {
        if (definitions.Find(Name) is not { } definition)
        {
            return $"Unknown topic config name: {Name}";
        }

        if (Operation == Delete)
        {
            configs.Remove(Name);
            return null;
        }

        if (Value is null)
        {
            return $"{Name} needs a value";
        }

        if (Operation == Set)
        {
            configs[Name] = Value;
            return null;
        }

        if (Operation is not (Append or Subtract) || definition.Type != ConfigType.List)
        {
            return $"operation {Operation} does not go with {Name}";
        }

        string[] present = Words(configs.GetValueOrDefault(Name) ?? definition.Default);
        configs[Name] = string.Join(',', Operation == Append ? present.Union(Words(Value)) : present.Except(Words(Value)));
        return null;
    }

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
