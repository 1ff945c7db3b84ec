"""An article in German, made up, and what a person codes in it for the sourcing pages."""

from __future__ import annotations

from filled import rows

TEXT = """# Grünau schließt sein Freibad – und streitet weiter

Von Eva Lindner

Nach zwölf Jahren Streit ist es entschieden: Das Freibad von Grünau öffnet in diesem Sommer nicht mehr. \
Der Stadtrat stimmte am Donnerstagabend mit 14 zu 11 Stimmen dafür, das Becken aus dem Jahr 1964 \
stillzulegen. Damit folgt er einem Vorschlag der Verwaltung, die in jedem Jahr rund 480.000 Euro \
zuschießt.

„Wir haben das Geld nicht mehr“, sagte Bürgermeister Jan Voss nach der Sitzung. Er kündigte an, die frei \
werdenden Mittel in die Dächer der beiden Grundschulen zu stecken. Dass der Beschluss vielen wehtue, sei \
ihm bewusst. Für die Kinder der Stadt solle es vom 3. Mai an einen Bus zum Hallenbad in Altmoor geben.

## Becken verliert Wasser

Grundlage der Entscheidung ist ein Gutachten der Stadtwerke. Demnach verliert das Becken an jedem Tag \
etwa 90 Kubikmeter Wasser. Eine Sanierung würde laut dem Papier mindestens 7,2 Mio. Euro kosten, ein \
Neubau fast das Doppelte. Die Technik stammt zum Teil noch aus den achtziger Jahren. Ersatzteile für die \
Pumpen gibt es nicht mehr.

Die Gegner der Schließung halten diese Zahlen für überhöht. Ruth Maier vom Förderverein warf der Stadt \
vor, günstigere Lösungen nie geprüft zu haben. „Eine Folie hält zwanzig Jahre und kostet ein Fünftel“, \
sagte sie. Der Verein hat seit Januar 3.100 Unterschriften gesammelt. Maier will nun ein Bürgerbegehren \
auf den Weg bringen.

Vor dem Rathaus hatten sich am Abend etwa 200 Menschen versammelt, viele mit Handtüchern über der \
Schulter. Sie pfiffen, als das Ergebnis durch die offenen Fenster nach draußen drang. Eine Kapelle \
spielte einen Trauermarsch.

## Experten sehen ein Muster

Grünau ist kein Einzelfall. Fachleute beobachten seit Jahren, dass vor allem kleine Städte ihre Bäder \
aufgeben. Der Kommunalforscher Paul Dorn sprach von einem schleichenden Verlust. Wer ein Bad schließe, \
spare zwar sofort, zahle aber später mit weniger Zuzug. In jedem zweiten Fall bleibe das Gelände danach \
zehn Jahre lang eine Brache.

Was aus dem Gelände am Fluss wird, ist offen. In der Verwaltung heißt es, ein Investor habe Interesse an \
einem Hotel gezeigt. Voss wollte das auf Nachfrage nicht bestätigen. Im Haushalt der Stadt steht für den \
Abriss des Sprungturms bereits ein Betrag von 60.000 Euro.

Für die Schwimmer des SV Grünau beginnt die Suche nach Trainingszeiten. Das Hallenbad in Altmoor ist an \
fünf Abenden in der Woche belegt. Der Verein zählt 340 Mitglieder, die Hälfte davon ist jünger als 14 \
Jahre. Im Herbst will der Stadtrat noch einmal über einen Zuschuss für Fahrten beraten.

(Grünauer Pressedienst)
"""
VOICES = (
    ("Grünauer Pressedienst", "agency"),
    ("Jan Voss", "official", "", "person"),
    ("Gutachten der Stadtwerke", "document"),
    ("Gegner", "collective"),
    ("Ruth Maier", "civil_society", "", "person"),
    ("Fachleute", "collective"),
    ("Paul Dorn", "expert"),
    ("Verwaltung", "official"),
)
SPEAKS = rows(
    """
p2s1 | none
p2s2 | none
p2s3 | none
p3s1 | Jan Voss | sagte
p3s2 | Jan Voss | kündigte an
p3s3 | Jan Voss
p3s4 | Jan Voss
p4s1 | none
p5s1 | none
p5s2 | Gutachten der Stadtwerke | Demnach
p5s3 | Gutachten der Stadtwerke | laut
p5s4 | none
p5s5 | none
p6s1 | Gegner | halten
p6s2 | Ruth Maier | warf ... vor | stance=distancing
p6s3 | Ruth Maier | sagte
p6s4 | none
p6s5 | none
p7s1 | none
p7s2 | none
p7s3 | none
p8s1 | none
p9s1 | none
p9s2 | Fachleute | beobachten
p9s3 | Paul Dorn | sprach von
p9s4 | Paul Dorn
p9s5 | Paul Dorn
p10s1 | none
p10s2 | Verwaltung | heißt es
p10s3 | Jan Voss | wollte ... nicht bestätigen
p10s4 | none
p11s1 | none
p11s2 | none
p11s3 | none
p11s4 | none
p12s1 | Grünauer Pressedienst
"""
)
