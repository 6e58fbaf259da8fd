using RagAssistant;

Assistant assistant = new();
while (Console.ReadLine() is { Length: > 0 } question) { Console.WriteLine(assistant.Ask(question).Text); }
