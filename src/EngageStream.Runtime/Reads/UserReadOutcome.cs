namespace EngageStream.Runtime.Reads;

/// <summary>What comes of asking for a person. The names are the outcomes in metrics.</summary>
public enum UserReadOutcome : byte
{
    /// <summary>Known here; the profile is in the answer.</summary>
    Found,

    /// <summary>No commit ever wrote a person of that name.</summary>
    Unknown,

    /// <summary>Another node announces the person's partition as its own.</summary>
    Elsewhere,

    /// <summary>As many questions wait as may, or the stream thread did not get to this one in time; ask again.</summary>
    Busy,

    /// <summary>The partition is being restored, or nobody owns it at the moment; ask again.</summary>
    Restoring,
}
