using System.Diagnostics;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Takes what a process says, so that it does not wait for a reader, and keeps the last lines.</summary>
internal sealed class OutputTail
{
    private const int Kept = 200;
    private readonly Queue<string> _lines = new();

    /// <param name="process">A process that was just started with its outputs redirected.</param>
    public OutputTail(Process process)
    {
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Note(string? line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line ?? "");
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
