using System.Globalization;

namespace EngageStream.Host.Demo;

/// <summary>A line every three seconds, for logs and CI.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider time) : IDemoView
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public Task ShowAsync(Func<Action<DemoState>, Task> work)
    {
        long last = time.GetTimestamp();
        return work(state =>
        {
            if (time.GetElapsedTime(last) >= Pause)
            {
                last = time.GetTimestamp();
                output.WriteLine(Line(state));
            }
        });
    }

    private static string Line(DemoState state)
    {
        string stages = string.Join(' ', state.Stages.Select(s => $"{s}={state.Outputs.ByStage.GetValueOrDefault(s)}"));
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"events={state.Figures.Events} rate={state.EventsPerSecond:F0}/s lag={state.Figures.Lag}");
        string outputs = string.Create(
            CultureInfo.InvariantCulture,
            $"transitions={state.Outputs.TransitionCount} triggers={state.Outputs.TriggerCount}");
        return string.Create(CultureInfo.InvariantCulture, $"{state.Date:yyyy-MM-dd} {state.Progress,4:P0}  {figures}  {stages}  {outputs}");
    }
}
