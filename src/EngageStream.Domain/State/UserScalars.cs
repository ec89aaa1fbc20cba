using EngageStream.Domain.Churn;

namespace EngageStream.Domain.State;

/// <summary>
/// The numbers of a <see cref="UserState"/>, which says what they mean. Together, so that a checkpoint copies them as one
/// block. The default is not blank: see the constructor.
/// </summary>
internal struct UserScalars
{
    public long FirstSeenMs;
    public long LastActivityMs;
    public long LastRecordMs;
    public long StageSinceMs;
    public long BandSinceMs;
    public long BandUntilMs;
    public long SessionStartMs;
    public long SessionLastMs;
    public long EndedSessionsMs;
    public long Events;
    public int Stage = -1;
    public int FirstActiveDay;
    public int LastActiveDay;
    public int ActiveDays;
    public int Sessions;
    public RiskBand Band;

    /// <summary>Those of a user who was never seen.</summary>
    public UserScalars()
    {
    }
}
