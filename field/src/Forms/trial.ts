/** A form of one question of each usual kind that nobody ever sees. */
export const trial = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>t</h:title><model><instance><data id="adit-trial"><start/><a/><b/><c/><d/><e/><g><f/></g><orx:meta><orx:instanceID/></orx:meta></data></instance>
<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="/data/a" type="string"/><bind nodeset="/data/b" type="string"/>
<bind nodeset="/data/c" type="date" constraint=". &lt;= today()"/><bind nodeset="/data/d" type="geopoint"/><bind nodeset="/data/e" type="int" relevant="/data/a != ''"/>
<bind nodeset="/data/g/f" type="int" constraint=". &gt;= 0 and . &lt;= 9"/><bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
<h:body><select1 ref="/data/a"><label>a</label><item><label>1</label><value>1</value></item><item><label>2</label><value>2</value></item></select1>
<select ref="/data/b"><label>b</label><hint>b</hint><item><label>1</label><value>1</value></item></select><input ref="/data/c"><label>c</label></input><input ref="/data/d"><label>d</label></input>
<group ref="/data/g"><label>g</label><input ref="/data/g/f"><label>f</label></input></group></h:body></h:html>`;
