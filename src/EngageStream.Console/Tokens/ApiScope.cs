namespace EngageStream.Console.Tokens;

/// <summary>What a token allows; none includes another.</summary>
[Flags]
public enum ApiScope : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Look at people, stages, campaigns, nodes, and at dead letters without their content; check playbooks.</summary>
    Read = 1,

    /// <summary>See the content of dead letters, and send them again.</summary>
    Operate = 2,

    /// <summary>Delete people, and hand out all that is known of one.</summary>
    Erase = 4,
}
