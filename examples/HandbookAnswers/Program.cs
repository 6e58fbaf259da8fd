using HandbookAnswers;

HandbookService handbook = new();
while (Console.ReadLine() is { Length: > 0 } question) { Console.WriteLine(handbook.Ask(question).Text); }
