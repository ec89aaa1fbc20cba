namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>How often something happened in simulated histories: what never happens is not put to the test.</summary>
internal sealed class SimulationTally
{
    public int Commits { get; set; }

    public int Crashes { get; set; }

    public int RolledBack { get; set; }

    public int HandedOver { get; set; }

    public int UnknownOutcomes { get; set; }

    public int LateMarkers { get; set; }

    public int Redelivered { get; set; }

    public int Cuts { get; set; }

    public int Packed { get; set; }

    public int ScratchPages { get; set; }

    public int Least => new[]
    {
        Commits, Crashes, RolledBack, HandedOver, UnknownOutcomes, LateMarkers, Redelivered, Cuts, Packed, ScratchPages,
    }.Min();

    public void Add(SimulationTally other)
    {
        Commits += other.Commits;
        Crashes += other.Crashes;
        RolledBack += other.RolledBack;
        HandedOver += other.HandedOver;
        UnknownOutcomes += other.UnknownOutcomes;
        LateMarkers += other.LateMarkers;
        Redelivered += other.Redelivered;
        Cuts += other.Cuts;
        Packed += other.Packed;
        ScratchPages += other.ScratchPages;
    }

    public override string ToString() =>
        $"{Commits} commits, {Crashes} crashes, {RolledBack} roll-backs, {HandedOver} hand-overs, "
        + $"{UnknownOutcomes} commits of unknown outcome, {LateMarkers} late markers, {Redelivered} records delivered again, "
        + $"{Cuts} cuts, {Packed} states packed, {ScratchPages} commits with pages in the scratch file";
}
