namespace EngageStream.Host.Demo;

/// <summary>Shows the demo while it runs.</summary>
internal interface IDemoView
{
    /// <summary>Shows states for as long as the work gives any.</summary>
    /// <param name="work">Gives the state at intervals through its argument; completes when the demo is done.</param>
    Task ShowAsync(Func<Action<DemoState>, Task> work);
}
