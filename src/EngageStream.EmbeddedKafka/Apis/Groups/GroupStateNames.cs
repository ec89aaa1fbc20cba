using EngageStream.EmbeddedKafka.Groups;

namespace EngageStream.EmbeddedKafka.Apis.Groups;

/// <summary>Group states as the protocol spells them; a group that does not exist is "Dead".</summary>
internal static class GroupStateNames
{
    public const string Dead = "Dead";

    public static string Of(GroupState state) => state.ToString();
}
